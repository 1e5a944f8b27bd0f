/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/http-client.h"

#include <libsoup/soup.h>
#include <string.h>

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/client-outcome.h"

#define PATIENCE_MS 60000
#define TRACE "0af7651916cd43dd8448eb211c80319c"

typedef struct
{
  SoupServer *server;
  guint16 port;
  PerchBackendClient *client;
  GHashTable *connections; /* (element-type GSocket): that requests came over */
  guint n_waiting; /* requests that get no answer */
  const char *shape; /* (nullable): that numbers are said to have */
  char *seen; /* the last request, in words */
} Fixture;

static void
note_request (Fixture *fixture, SoupServerMessage *message)
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
server_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  Fixture *fixture = user_data;
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

static PerchBackendClient *
client_for (guint16 port, const char *health_path)
{
  g_autoptr (PerchBackendEndpoint) endpoint =
      perch_backend_endpoint_new_for_port (PERCH_BACKEND_KIND_HTTP, port, "s3cret", health_path);
  g_autoptr (GError) error = NULL;
  PerchBackendClient *client = perch_backend_client_new (endpoint, NULL, &error);

  g_assert_no_error (error);
  return client;
}

static void
setup (Fixture *fixture, gconstpointer data)
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
  fixture->client = client_for (fixture->port, "/health");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  soup_server_disconnect (fixture->server);
  g_hash_table_unref (fixture->connections);
  g_assert_finalize_object (fixture->server);
  g_free (fixture->seen);
}

static void
call (Fixture *fixture, const char *method, guint timeout_ms, PerchOutcome *outcome)
{
  perch_backend_client_call_async (fixture->client, method, NULL, NULL, timeout_ms, NULL,
                                   perch_outcome_called_cb, outcome);
}

static void
test_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) params = g_bytes_new_static ("{\"a\":1}", 7);
  g_auto (PerchOutcome) outcome = { 0 };

  perch_backend_client_call_async (fixture->client, "text.upper", params, TRACE, PATIENCE_MS, NULL,
                                   perch_outcome_called_cb, &outcome);
  perch_outcome_assert_json (&outcome, "\"X\"");
  g_assert_cmpstr (fixture->seen, ==,
                   "POST /text/upper {\"a\":1}\nAuthorization: Bearer s3cret\n"
                   "Accept: application/json\nContent-Type: application/json");
}

static void
test_results (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *json;
  } cases[] = {
    { "add", "{\"value\":3}" },
    { "nothing", "null" },
    { "bom", "{\"value\":null}" },
    { "a b?c#d/é", "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchOutcome) outcome = { 0 };

      call (fixture, cases[i].method, PATIENCE_MS, &outcome);
      perch_outcome_assert_json (&outcome, cases[i].json);
    }
  strchr (fixture->seen, '{')[0] = '\0';
  g_assert_cmpstr (fixture->seen, ==, "POST /a b?c#d/é ");
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *method;
    int code;
    const char *words;
  } cases[] = {
    { "polite", PERCH_BACKEND_ERROR_CALL, "error: not today" },
    { "detail", PERCH_BACKEND_ERROR_CALL,
      "422 Unprocessable Entity to POST /detail: x is missing" },
    { "fastapi404", PERCH_BACKEND_ERROR_NO_METHOD, "404 Not Found to POST /fastapi404: Not Found" },
    { "plain404", PERCH_BACKEND_ERROR_NO_METHOD, "404 Not Found to POST /plain404" },
    { "method405", PERCH_BACKEND_ERROR_NO_METHOD, "405 Method Not Allowed" },
    { "secret401", PERCH_BACKEND_ERROR_CALL, "401 Unauthorized to POST /secret401: wrong secret" },
    { "broken500", PERCH_BACKEND_ERROR_CALL, "500 Internal Server Error" },
    { "html", PERCH_BACKEND_ERROR_CALL, "not JSON: “<html></html>”" },
    { "elsewhere", PERCH_BACKEND_ERROR_CALL, "302 Found" },
    { "endless", PERCH_BACKEND_ERROR_CALL, "longer than 64 MiB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchOutcome) outcome = { 0 };

      call (fixture, cases[i].method, PATIENCE_MS, &outcome);
      perch_outcome_assert_error (&outcome, PERCH_BACKEND_ERROR, cases[i].code, cases[i].words);
    }
}

static void
test_timeout (Fixture *fixture, gconstpointer data)
{
  g_auto (PerchOutcome) outcome = { 0 };
  g_auto (PerchOutcome) after = { 0 };

  call (fixture, "silent", 50, &outcome);
  perch_outcome_assert_error (&outcome, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT,
                              "did not answer in time");
  call (fixture, "add", PATIENCE_MS, &after);
  perch_outcome_assert_json (&after, "{\"value\":3}");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (PerchOutcome) outcome = { 0 };
  g_auto (PerchOutcome) late = { 0 };

  perch_backend_client_call_async (fixture->client, "silent", NULL, NULL, PATIENCE_MS, cancellable,
                                   perch_outcome_called_cb, &outcome);
  while (fixture->n_waiting == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  perch_outcome_assert_error (&outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");

  perch_backend_client_call_async (fixture->client, "add", NULL, NULL, PATIENCE_MS, cancellable,
                                   perch_outcome_called_cb, &late);
  perch_outcome_assert_error (&late, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) reason =
      g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "it left");
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "again");
  g_auto (PerchOutcome) one = { 0 };
  g_auto (PerchOutcome) two = { 0 };
  g_auto (PerchOutcome) late = { 0 };

  call (fixture, "silent", PATIENCE_MS, &one);
  call (fixture, "silent", PATIENCE_MS, &two);
  while (fixture->n_waiting < 2)
    g_main_context_iteration (NULL, TRUE);
  perch_backend_client_close (fixture->client, reason);
  perch_backend_client_close (fixture->client, other);
  perch_outcome_assert_error (&one, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "it left");
  perch_outcome_assert_error (&two, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "it left");
  call (fixture, "add", PATIENCE_MS, &late);
  perch_outcome_assert_error (&late, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "it left");
}

/* One connection serves calls that follow each other, and as many as needed those that don't. */
static void
test_connections (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "over");
  PerchOutcome waiting[5] = { 0 };

  for (guint i = 0; i < 20; i++)
    {
      g_auto (PerchOutcome) outcome = { 0 };

      call (fixture, "add", PATIENCE_MS, &outcome);
      perch_outcome_assert_json (&outcome, "{\"value\":3}");
    }
  g_assert_cmpuint (g_hash_table_size (fixture->connections), ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    call (fixture, "silent", PATIENCE_MS, &waiting[i]);
  while (fixture->n_waiting < G_N_ELEMENTS (waiting))
    g_main_context_iteration (NULL, TRUE);
  perch_backend_client_close (fixture->client, reason);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      perch_outcome_wait (&waiting[i]);
      perch_outcome_clear (&waiting[i]);
    }
}

static void
test_ping (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *words; /* %NULL for a yes */
    int code;
  } cases[] = {
    { "/health", NULL },
    { "/html", NULL },
    { "/endless", NULL },
    { "/broken500", "500 Internal Server Error to GET /broken500", PERCH_BACKEND_ERROR_CALL },
    { "/elsewhere", "302 Found", PERCH_BACKEND_ERROR_CALL },
    { "/%zz", "“/%zz” can’t be the path of a URL", PERCH_BACKEND_ERROR_NOT_READY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PerchBackendClient) client = client_for (fixture->port, cases[i].path);
      g_auto (PerchOutcome) outcome = { 0 };

      perch_backend_client_ping_async (client, PATIENCE_MS, NULL, perch_outcome_pinged_cb,
                                       &outcome);
      if (cases[i].words == NULL)
        {
          perch_outcome_wait (&outcome);
          g_assert_no_error (outcome.error);
        }
      else
        perch_outcome_assert_error (&outcome, PERCH_BACKEND_ERROR, cases[i].code, cases[i].words);
    }
}

static void
test_floats (Fixture *fixture, gconstpointer data)
{
  static const double numbers[] = { 1, 2, 4 };
  g_auto (PerchOutcome) row = { 0 };
  g_auto (PerchOutcome) table = { 0 };

  fixture->shape = "3";
  perch_backend_client_floats_async (fixture->client, "handle_1", 1, PATIENCE_MS, NULL,
                                     perch_outcome_floats_cb, &row);
  perch_outcome_wait (&row);
  g_assert_no_error (row.error);
  g_assert_cmpuint (row.rows, ==, 1);
  g_assert_cmpuint (row.columns, ==, 3);
  g_assert_cmpmem (g_bytes_get_data (row.result, NULL), g_bytes_get_size (row.result), numbers,
                   sizeof numbers);
  g_assert_nonnull (strstr (fixture->seen, "POST /tofloatarray {\"handleId\":\"handle_1\"}"));

  perch_backend_client_floats_async (fixture->client, "handle_1", 2, PATIENCE_MS, NULL,
                                     perch_outcome_floats_cb, &table);
  perch_outcome_wait (&table);
  g_assert_no_error (table.error);
  g_assert_cmpuint (table.rows, ==, 2);
  g_assert_cmpuint (table.columns, ==, 2);
}

static void
test_bad_shapes (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *shape;
    const char *words;
  } cases[] = {
    { NULL, "no usable X-Perch-Shape: expected a number, found “”" },
    { "3,1", "found “3,1”" },
    { "-3", "found “-3”" },
    { "many", "found “many”" },
    { "4", "announced 1 times 4 numbers, and sent 24 bytes" },
    { "99999999999", "found “99999999999”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchOutcome) outcome = { 0 };

      fixture->shape = cases[i].shape;
      perch_backend_client_floats_async (fixture->client, "handle_1", 1, PATIENCE_MS, NULL,
                                         perch_outcome_floats_cb, &outcome);
      perch_outcome_assert_error (&outcome, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                                  cases[i].words);
    }
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer data)
{
  g_auto (PerchOutcome) outcome = { 0 };

  soup_server_disconnect (fixture->server);
  call (fixture, "add", PATIENCE_MS, &outcome);
  perch_outcome_assert_error (&outcome, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                              "can’t be asked at http://127.0.0.1:");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/http-client/" name, Fixture, NULL, setup, func, teardown)
  ADD ("call", test_call);
  ADD ("results", test_results);
  ADD ("errors", test_errors);
  ADD ("timeout", test_timeout);
  ADD ("cancel", test_cancel);
  ADD ("close", test_close);
  ADD ("connections", test_connections);
  ADD ("ping", test_ping);
  ADD ("floats", test_floats);
  ADD ("bad-shapes", test_bad_shapes);
  ADD ("nobody-listens", test_nobody_listens);
  return g_test_run ();
}
