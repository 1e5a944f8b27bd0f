/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/probe.h"

#include <libsoup/soup.h>
#include <unistd.h>

#include "backend-manager/error.h"
#include "backend-manager/http-client.h"
#include "tests/unit/backend-manager/family.h"

#define PATIENCE_MS 20000

typedef struct
{
  SoupServer *server;
  guint16 port;
  guint n_requests;
  GMainLoop *loop;
  gboolean ok;
  GError *error;
} Fixture;

static void
endless_cb (SoupServerMessage *message)
{
  static const char piece[16384];

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            piece, sizeof piece);
}

static void
server_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  fixture->n_requests++;
  if (g_str_equal (path, "/silent"))
    soup_server_message_pause (message);
  else if (g_str_equal (path, "/broken"))
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  else if (g_str_equal (path, "/elsewhere"))
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/ok");
  else
    {
      soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
      if (g_str_equal (path, "/endless"))
        {
          soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
          g_signal_connect (message, "wrote-chunk", G_CALLBACK (endless_cb), NULL);
          endless_cb (message);
        }
      else
        soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "fine", 4);
    }
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  fixture->loop = g_main_loop_new (NULL, FALSE);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, server_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  soup_server_disconnect (fixture->server);
  g_assert_finalize_object (fixture->server);
  g_main_loop_unref (fixture->loop);
  g_clear_error (&fixture->error);
  perch_family_end ();
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->ok = perch_probe_finish (result, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void
begin (Fixture *fixture, const char *path, GPid owner, guint timeout_ms, GCancellable *cancellable)
{
  g_autoptr (PerchBackendEndpoint) endpoint =
      perch_backend_endpoint_new_for_port (PERCH_BACKEND_KIND_HTTP, fixture->port, NULL, path);
  g_autoptr (PerchBackendClient) client = perch_http_client_new (endpoint);

  g_clear_error (&fixture->error);
  perch_probe_async (client, endpoint, owner, timeout_ms, cancellable, probed_cb, fixture);
}

static void
ask (Fixture *fixture, const char *path, GPid owner, guint timeout_ms)
{
  begin (fixture, path, owner, timeout_ms, NULL);
  g_main_loop_run (fixture->loop);
  g_assert_cmpint (fixture->ok, ==, fixture->error == NULL);
}

G_GNUC_PRINTF (2, 3)
static void
assert_not_ready (Fixture *fixture, const char *format, ...)
{
  g_autofree char *expected = NULL;
  va_list args;

  va_start (args, format);
  expected = g_strdup_vprintf (format, args);
  va_end (args);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY);
  g_assert_cmpstr (fixture->error->message, ==, expected);
}

static void
test_yes (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "/ok?full=1", getpid (), PATIENCE_MS);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_requests, ==, 1);
}

static void
test_no (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "/broken", getpid (), PATIENCE_MS);
  assert_not_ready (fixture, "The backend answered 503 Service Unavailable to GET /broken");
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "/elsewhere", getpid (), PATIENCE_MS);
  assert_not_ready (fixture, "The backend answered 302 Found to GET /elsewhere");
  g_assert_cmpuint (fixture->n_requests, ==, 1);
}

static void
test_endless (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "/endless", getpid (), PATIENCE_MS);
  g_assert_no_error (fixture->error);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "/silent", getpid (), 200);
  assert_not_ready (fixture, "port %u gave no answer within 200 ms", fixture->port);
}

static void
test_another_program (Fixture *fixture, gconstpointer data)
{
  /* The server is in this process; what stands for the backend must not inherit its socket. */
  g_autoptr (GSubprocess) backend =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "/bin/sleep", "60", NULL);
  GPid pid = (GPid) g_ascii_strtoll (g_subprocess_get_identifier (backend), NULL, 10);

  g_test_summary ("A program that is not the backend's is told nothing, and named.");

  ask (fixture, "/ok", pid, PATIENCE_MS);
  assert_not_ready (fixture, "port %u is answered by another program (pid %d, test-probe)",
                    fixture->port, (int) getpid ());
  g_assert_cmpuint (fixture->n_requests, ==, 0);
  g_subprocess_force_exit (backend);
  g_assert_true (g_subprocess_wait (backend, NULL, NULL));
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  soup_server_disconnect (fixture->server);
  ask (fixture, "/ok", getpid (), PATIENCE_MS);
  assert_not_ready (fixture, "nothing listens on port %u", fixture->port);
}

/* What has no port is nobody else's: it is asked without further ado. */
static void
test_no_endpoint (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackendEndpoint) endpoint =
      perch_backend_endpoint_new_for_port (PERCH_BACKEND_KIND_HTTP, fixture->port, NULL, "/silent");
  g_autoptr (PerchBackendClient) client = perch_http_client_new (endpoint);

  perch_probe_async (client, NULL, 0, 200, NULL, probed_cb, fixture);
  g_main_loop_run (fixture->loop);
  assert_not_ready (fixture, "it gave no answer within 200 ms");
}

static void
cancel_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_signal_connect (fixture->server, "request-read", G_CALLBACK (cancel_cb), cancellable);
  begin (fixture, "/silent", getpid (), PATIENCE_MS, cancellable);
  g_main_loop_run (fixture->loop);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&fixture->error);

  begin (fixture, "/ok", getpid (), PATIENCE_MS, cancellable);
  g_main_loop_run (fixture->loop);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/probe/" name, Fixture, NULL, setup, func, teardown)
  ADD ("yes", test_yes);
  ADD ("no", test_no);
  ADD ("redirect", test_redirect);
  ADD ("endless", test_endless);
  ADD ("silent", test_silent);
  ADD ("another-program", test_another_program);
  ADD ("nobody", test_nobody);
  ADD ("no-endpoint", test_no_endpoint);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
