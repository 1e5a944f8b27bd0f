/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-endpoint.h"

static void
test_port (void)
{
  g_autoptr (PerchBackendEndpoint) http =
      perch_backend_endpoint_new_for_port (PERCH_BACKEND_KIND_HTTP, 8123, "s3cret", "/healthz");
  g_autoptr (PerchBackendEndpoint) rpc =
      perch_backend_endpoint_new_for_port (PERCH_BACKEND_KIND_RPC, 1, NULL, "/health");

  g_assert_cmpint (http->kind, ==, PERCH_BACKEND_KIND_HTTP);
  g_assert_cmpstr (http->address, ==, "http://127.0.0.1:8123");
  g_assert_cmpuint (http->port, ==, 8123);
  g_assert_cmpstr (http->secret, ==, "s3cret");
  g_assert_cmpstr (http->health_path, ==, "/healthz");

  g_assert_cmpint (rpc->kind, ==, PERCH_BACKEND_KIND_RPC);
  g_assert_cmpstr (rpc->address, ==, "127.0.0.1:1");
  g_assert_null (rpc->secret);
}

static void
test_socket (void)
{
  g_autoptr (PerchBackendEndpoint) pipe =
      perch_backend_endpoint_new_for_socket ("/run/user/1/x.sock", "s");

  g_assert_cmpint (pipe->kind, ==, PERCH_BACKEND_KIND_PIPE);
  g_assert_cmpstr (pipe->address, ==, "/run/user/1/x.sock");
  g_assert_cmpuint (pipe->port, ==, 0);
  g_assert_cmpstr (pipe->secret, ==, "s");
}

/* As a boxed type it goes through properties and signals. */
static void
test_boxed (void)
{
  PerchBackendEndpoint *endpoint = perch_backend_endpoint_new_for_socket ("/s", NULL);
  PerchBackendEndpoint *copy = g_boxed_copy (PERCH_TYPE_BACKEND_ENDPOINT, endpoint);

  g_assert_true (copy == endpoint);
  perch_backend_endpoint_unref (endpoint);
  g_assert_cmpstr (copy->address, ==, "/s");
  g_boxed_free (PERCH_TYPE_BACKEND_ENDPOINT, copy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend-endpoint/port", test_port);
  g_test_add_func ("/backend-endpoint/socket", test_socket);
  g_test_add_func ("/backend-endpoint/boxed", test_boxed);
  return g_test_run ();
}
