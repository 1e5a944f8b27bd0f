/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/headers.h"

#include <string.h>

#define TRACE_ID "0123456789abcdef0123456789abcdef"

static const char *
find (const nghttp2_nv *list, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal ((const char *) list[i].name, name))
      {
        g_assert_cmpuint (list[i].valuelen, ==, strlen ((const char *) list[i].value));
        return (const char *) list[i].value;
      }
  return NULL;
}

static void
test_all (void)
{
  g_autoptr (PerchRpcHeaders) headers = perch_rpc_headers_new (5051, "sesame", "me");
  nghttp2_nv list[PERCH_RPC_MAX_HEADERS];
  gsize n = perch_rpc_headers_list (headers, "/a.B/C", TRACE_ID, 1500, list);
  const char *trace = find (list, n, "traceparent");

  g_assert_cmpuint (n, <=, PERCH_RPC_MAX_HEADERS);
  g_assert_cmpstr (find (list, n, ":path"), ==, "/a.B/C");
  g_assert_cmpstr (find (list, n, ":authority"), ==, "127.0.0.1:5051");
  g_assert_cmpstr (find (list, n, "te"), ==, "trailers");
  g_assert_cmpstr (find (list, n, "authorization"), ==, "Bearer sesame");
  g_assert_cmpstr (find (list, n, "x-perch-client"), ==, "me");
  g_assert_cmpstr (find (list, n, "grpc-timeout"), ==, "1500m");
  g_assert_cmpuint (strlen (trace), ==, 55);
  g_assert_true (g_str_has_prefix (trace, "00-" TRACE_ID "-"));
  g_assert_true (g_str_has_suffix (trace, "-01"));
}

static void
test_few (void)
{
  g_autoptr (PerchRpcHeaders) headers = perch_rpc_headers_new (1, NULL, "me");
  nghttp2_nv list[PERCH_RPC_MAX_HEADERS];
  gsize n = perch_rpc_headers_list (headers, "/a.B/C", NULL, G_MAXUINT, list);

  g_assert_null (find (list, n, "authorization"));
  g_assert_null (find (list, n, "traceparent"));
  g_assert_cmpstr (find (list, n, "grpc-timeout"), ==, "4294967S");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-headers/all", test_all);
  g_test_add_func ("/rpc-headers/few", test_few);
  return g_test_run ();
}
