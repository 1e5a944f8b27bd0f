/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/status.h"

#include <string.h>

#include "backend-manager/error.h"

static void
assert_error (guint status, const char *message, int code, const char *expected)
{
  g_autoptr (GError) error = perch_rpc_status_new_error (status, message);

  g_assert_error (error, PERCH_BACKEND_ERROR, code);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_errors (void)
{
  assert_error (12, "no such method", PERCH_BACKEND_ERROR_NO_METHOD,
                "The backend answered with error UNIMPLEMENTED: no such method");
  assert_error (4, NULL, PERCH_BACKEND_ERROR_TIMED_OUT,
                "The backend answered with error DEADLINE_EXCEEDED");
  assert_error (16, "", PERCH_BACKEND_ERROR_CALL,
                "The backend answered with error UNAUTHENTICATED");
  assert_error (2, "100%25 %C3%BC%0A", PERCH_BACKEND_ERROR_CALL,
                "The backend answered with error UNKNOWN: 100% ü\n");
  assert_error (99, "%zz%", PERCH_BACKEND_ERROR_CALL,
                "The backend answered with error UNKNOWN: %zz%");
  assert_error (13, "%FF", PERCH_BACKEND_ERROR_CALL,
                "The backend answered with error INTERNAL: \xef\xbf\xbd");
}

static void
test_long_message (void)
{
  g_autofree char *message = g_strnfill (100000, 'x');
  g_autoptr (GError) error = perch_rpc_status_new_error (2, message);

  g_assert_cmpuint (strlen (error->message), <, 2200);
}

static void
test_http (void)
{
  g_assert_cmpuint (perch_rpc_status_from_http (404), ==, PERCH_RPC_UNIMPLEMENTED);
  g_assert_cmpuint (perch_rpc_status_from_http (401), ==, 16);
  g_assert_cmpuint (perch_rpc_status_from_http (503), ==, 14);
  g_assert_cmpuint (perch_rpc_status_from_http (302), ==, PERCH_RPC_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-status/errors", test_errors);
  g_test_add_func ("/rpc-status/long-message", test_long_message);
  g_test_add_func ("/rpc-status/http", test_http);
  return g_test_run ();
}
