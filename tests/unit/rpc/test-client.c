/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc-client.h"

#include <sys/resource.h>

#include <gio/gio.h>

#include "backend-manager/error.h"

/* A port that takes connections and never says a word. */
typedef struct
{
  GSocket *listener;
  PerchBackendClient *client;
  GError *error;
  guint n_ends;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (PerchBackendEndpoint) endpoint = NULL;
  g_autofree char *module =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "backend-manager/rpc/perch-rpc.so", NULL);
  g_autoptr (GError) error = NULL;

  fixture->listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (fixture->listener, any, FALSE, &error));
  g_assert_true (g_socket_listen (fixture->listener, &error));
  address = g_socket_get_local_address (fixture->listener, &error);
  g_assert_no_error (error);
  endpoint = perch_backend_endpoint_new_for_port (
      PERCH_BACKEND_KIND_RPC, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)),
      NULL, "/");
  fixture->client = perch_backend_client_new (endpoint, module, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_clear_object (&fixture->listener);
  g_clear_error (&fixture->error);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_error (&fixture->error);
  g_assert_null (g_task_propagate_pointer (G_TASK (result), &fixture->error));
  fixture->n_ends++;
}

static void
wait_for_ends (Fixture *fixture, guint n)
{
  while (fixture->n_ends < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  perch_backend_client_call_async (fixture->client, "eval", NULL, NULL, 50, NULL, ended_cb,
                                   fixture);
  wait_for_ends (fixture, 1);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT);
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  g_socket_close (fixture->listener, NULL);
  perch_backend_client_floats_async (fixture->client, "handle_1", 1, G_MAXUINT, NULL, ended_cb,
                                     fixture);
  wait_for_ends (fixture, 1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_no_descriptor (Fixture *fixture, gconstpointer data)
{
  struct rlimit usual;
  struct rlimit none;

  g_test_summary (
      "Where no socket can be made, the caller is told so, and the next call goes well.");

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &usual), ==, 0);
  none = usual;
  none.rlim_cur = 0;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &none), ==, 0);
  perch_backend_client_call_async (fixture->client, "eval", NULL, NULL, G_MAXUINT, NULL, ended_cb,
                                   fixture);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &usual), ==, 0);
  wait_for_ends (fixture, 1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES);

  perch_backend_client_call_async (fixture->client, "eval", NULL, NULL, 50, NULL, ended_cb,
                                   fixture);
  wait_for_ends (fixture, 2);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) reason =
      g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "It has ended");

  perch_backend_client_call_async (fixture->client, "eval", NULL, NULL, G_MAXUINT, NULL, ended_cb,
                                   fixture);
  perch_backend_client_ping_async (fixture->client, G_MAXUINT, NULL, ended_cb, fixture);
  perch_backend_client_close (fixture->client, reason);
  perch_backend_client_close (fixture->client, reason);
  perch_backend_client_call_async (fixture->client, "own", NULL, NULL, G_MAXUINT, NULL, ended_cb,
                                   fixture);
  wait_for_ends (fixture, 3);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  perch_backend_client_ping_async (fixture->client, G_MAXUINT, cancellable, ended_cb, fixture);
  g_cancellable_cancel (cancellable);
  wait_for_ends (fixture, 1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  perch_backend_client_call_async (fixture->client, "eval", NULL, NULL, G_MAXUINT, cancellable,
                                   ended_cb, fixture);
  wait_for_ends (fixture, 2);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/rpc-client/" name, Fixture, NULL, setup, func, teardown)
  ADD ("silent", test_silent);
  ADD ("nobody", test_nobody);
  ADD ("no-descriptor", test_no_descriptor);
  ADD ("closed", test_closed);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
