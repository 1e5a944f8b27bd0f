/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/http-client-fixture.h"

#include <string.h>

/* Each path is a way to answer. */
static const struct
{
  const char *path;
  guint status;
  const char *body;
} answers[] = {
  { "/health", 200, "{\"status\":\"ok\"}" },
  { "/add", 200, "{\"value\":3}" },
  { "/text/upper", 200, "\"X\"" },
  { "/nothing", 204, NULL },
  { "/bom", 200, "\xef\xbb\xbf{\"value\":NaN}" },
  { "/polite", 200, "{\"error\":\"not today\"}" },
  { "/detail", 422, "{\"detail\":\"x is missing\"}" },
  { "/fastapi404", 404, "{\"detail\":\"Not Found\"}" },
  { "/plain404", 404, "gone fishing" },
  { "/method405", 405, "" },
  { "/secret401", 401, "{\"detail\":\"wrong secret\"}" },
  { "/broken500", 500, "Internal Server Error" },
  { "/html", 200, "<html></html>" },
  { "/tofloatarray2d", 200, "{\"data\":[[1,2],[3,null]]}" },
};

static void
note_request (HttpClientFixture *fixture, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *names[] = { "Authorization", "Accept", "Content-Type", "Accept-Encoding", "Cookie" };
  GString *text = g_string_new (soup_server_message_get_method (message));

  g_string_append_printf (text, " %s %s", g_uri_get_path (soup_server_message_get_uri (message)),
                          body->data != NULL ? body->data : "");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = soup_message_headers_get_list (headers, names[i]);

      if (value != NULL)
        g_string_append_printf (text, "\n%s: %s", names[i], value);
    }
  g_free (fixture->seen);
  fixture->seen = g_string_free (text, FALSE);
}

static void
endless_cb (SoupServerMessage *message)
{
  static const char piece[256 * 1024];

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            piece, sizeof piece);
}

static void
answer_endlessly (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (endless_cb), NULL);
  endless_cb (message);
}

static void
server_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  HttpClientFixture *fixture = user_data;
  GSocket *socket = soup_server_message_get_socket (message);

  note_request (fixture, message);
  g_hash_table_add (fixture->connections, g_object_ref (socket));
  if (g_str_equal (path, "/elsewhere"))
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/add");
  if (g_str_equal (path, "/endless"))
    answer_endlessly (message);
  if (g_str_equal (path, "/silent"))
    {
      fixture->n_waiting++;
      soup_server_message_pause (message);
      return;
    }
  if (soup_server_message_get_status (message) == 0)
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_str_equal (path, "/tofloatarray"))
    {
      static const double numbers[] = { 1, 2, 4 };

      if (fixture->shape != NULL)
        soup_message_headers_append (soup_server_message_get_response_headers (message),
                                     "X-Perch-Shape", fixture->shape);
      soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_STATIC,
                                        (const char *) numbers, sizeof numbers);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (path, answers[i].path))
      {
        soup_server_message_set_status (message, answers[i].status, NULL);
        if (answers[i].body != NULL)
          soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC,
                                            answers[i].body, strlen (answers[i].body));
      }
}

PerchBackendClient *
http_client_new_for (guint16 port, const char *health_path)
{
  g_autoptr (PerchBackendEndpoint) endpoint =
      perch_backend_endpoint_new_for_port (PERCH_BACKEND_KIND_HTTP, port, "s3cret", health_path);
  g_autoptr (GError) error = NULL;
  PerchBackendClient *client = perch_backend_client_new (endpoint, NULL, &error);

  g_assert_no_error (error);
  return client;
}

void
http_client_set_up (HttpClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  fixture->server = soup_server_new (NULL, NULL);
  fixture->connections = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  soup_server_add_handler (fixture->server, NULL, server_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->client = http_client_new_for (fixture->port, "/health");
}

void
http_client_tear_down (HttpClientFixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  soup_server_disconnect (fixture->server);
  g_hash_table_unref (fixture->connections);
  g_assert_finalize_object (fixture->server);
  g_free (fixture->seen);
}

void
http_client_call (HttpClientFixture *fixture,
                  const char *method,
                  guint timeout_ms,
                  PerchOutcome *outcome)
{
  perch_backend_client_call_async (fixture->client, method, NULL, NULL, timeout_ms, NULL,
                                   perch_outcome_called_cb, outcome);
}
