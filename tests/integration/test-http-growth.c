/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <libsoup/soup.h>
#include <malloc.h>

#include "backend-manager/http-client.h"
#include "tests/unit/backend-manager/client-outcome.h"

#define PATIENCE_MS 60000

/* What may be kept: caches that fill up. One word for each call would be more. */
#define TOLERATED_BYTES (64 * 1024)

static void
server_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "[1]", 3);
}

static void
call (PerchBackendClient *client, guint times)
{
  g_autoptr (GBytes) params = g_bytes_new_static ("{\"a\":1}", 7);

  for (guint i = 0; i < times; i++)
    {
      g_auto (PerchOutcome) outcome = { 0 };

      perch_backend_client_call_async (client, "x", params, NULL, PATIENCE_MS, NULL,
                                       perch_outcome_called_cb, &outcome);
      perch_outcome_assert_json (&outcome, "[1]");
    }
}

static void
test_growth (void)
{
  /* With sanitizers malloc tells nothing; they look for leaks in their own way, and slowly. */
  gboolean can_tell = mallinfo2 ().uordblks > 0;
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (PerchBackendEndpoint) endpoint = NULL;
  g_autoptr (PerchBackendClient) client = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;
  gsize before = 0;

  soup_server_add_handler (server, NULL, server_cb, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  endpoint = perch_backend_endpoint_new_for_port (
      PERCH_BACKEND_KIND_HTTP, (guint16) g_uri_get_port (uris->data), "secret", "/health");
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  client = perch_http_client_new (endpoint);

  call (client, can_tell ? 1000 : 100);
  before = mallinfo2 ().uordblks;
  call (client, can_tell ? 9000 : 400);
  g_assert_cmpuint (mallinfo2 ().uordblks, <, before + TOLERATED_BYTES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-growth/calls", test_growth);
  return g_test_run ();
}
