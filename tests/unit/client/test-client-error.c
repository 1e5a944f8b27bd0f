/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/client-private.h"

static GError *
refuse (const char *json)
{
  g_autoptr (JsonNode) reply = json_from_string (json, NULL);

  json_node_seal (reply);
  return perch_client_error_new_refused (reply);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = refuse ("{\"status\":\"error\",\"error\":{\"code\":\"start_failed\","
                                     "\"message\":\"It ended\",\"last_error\":[\"boom\",\"bang\"]},"
                                     "\"trace_id\":\"abc\"}");
  g_autoptr (GError) copy = g_error_copy (error);

  g_clear_error (&error);
  g_assert_error (copy, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_REFUSED);
  g_assert_cmpstr (copy->message, ==, "It ended\n  boom\n  bang");
  g_assert_cmpstr (perch_client_error_get_code (copy), ==, "start_failed");
  g_assert_cmpstr (perch_client_error_get_trace_id (copy), ==, "abc");
  g_assert_nonnull (perch_client_error_get_reply (copy));
}

static void
test_refused_without_words (gconstpointer user_data)
{
  g_autoptr (GError) error = refuse (user_data);

  g_assert_cmpstr (error->message, ==, "Perch gave no reason");
  g_assert_null (perch_client_error_get_code (error));
  g_assert_null (perch_client_error_get_trace_id (error));
}

static void
test_causes (void)
{
  static const struct
  {
    int cause;
    int code;
  } cases[] = {
    { G_IO_ERROR_TIMED_OUT, PERCH_CLIENT_ERROR_TIMED_OUT },
    { G_IO_ERROR_NOT_FOUND, PERCH_CLIENT_ERROR_NOT_RUNNING },
    { G_IO_ERROR_CONNECTION_REFUSED, PERCH_CLIENT_ERROR_NOT_RUNNING },
    { G_IO_ERROR_BROKEN_PIPE, PERCH_CLIENT_ERROR_CONNECTION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) cause = g_error_new_literal (G_IO_ERROR, cases[i].cause, "oops");
      g_autoptr (GError) error = perch_client_error_new_for_cause (cause);

      g_assert_error (error, PERCH_CLIENT_ERROR, cases[i].code);
      g_assert_null (perch_client_error_get_reply (error));
      g_assert_null (perch_client_error_get_code (cause));
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GError) cause = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stop");
  g_autoptr (GError) error = perch_client_error_new_for_cause (cause);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client-error/refused", test_refused);
  g_test_add_data_func ("/client-error/empty", "{}", test_refused_without_words);
  g_test_add_data_func (
      "/client-error/other-types",
      "{\"error\":{\"code\":[],\"message\":{},\"last_error\":7},\"trace_id\":null}",
      test_refused_without_words);
  g_test_add_data_func ("/client-error/text", "{\"error\":\"x\"}", test_refused_without_words);
  g_test_add_func ("/client-error/causes", test_causes);
  g_test_add_func ("/client-error/cancelled", test_cancelled);
  return g_test_run ();
}
