/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/client/client-fixture.h"

#include "tests/unit/backend-manager/patience.h"

static void
asked_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  ClientFixture *fixture = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *uri = g_uri_to_string (soup_server_message_get_uri (message));

  g_clear_pointer (&fixture->asked, g_free);
  g_clear_pointer (&fixture->bearer, g_free);
  g_clear_pointer (&fixture->body, g_free);
  fixture->asked = g_strdup_printf ("%s %s", soup_server_message_get_method (message),
                                    strchr (uri + strlen ("http://"), '/'));
  fixture->bearer = g_strdup (soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "Authorization"));
  fixture->body = g_strndup (body->data, (gsize) body->length);
  soup_server_message_set_status (message, fixture->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, fixture->reply,
                                    strlen (fixture->reply));
}

void
client_fixture_set_up (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  fixture->status = SOUP_STATUS_OK;
  fixture->reply = "{\"status\":\"ok\"}";
  fixture->server = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_handler (fixture->server, NULL, asked_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->client = perch_client_new_for_port (fixture->port, "secret");
}

void
client_fixture_tear_down (ClientFixture *fixture, gconstpointer user_data)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->client);
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  g_free (fixture->asked);
  g_free (fixture->bearer);
  g_free (fixture->body);
}

void
client_fixture_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClientFixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

void
client_fixture_wait (ClientFixture *fixture)
{
  perch_wait_until (fixture->result != NULL);
}

typedef struct
{
  ClientFixtureFunc func;
  PerchClient *client;
  JsonNode *reply;
  GError *error;
  gboolean is_done; /* atomic */
} Call;

static gpointer
call_thread (gpointer user_data)
{
  Call *call = user_data;

  call->reply = call->func (call->client, &call->error);
  g_atomic_int_set (&call->is_done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* Calls @func, which blocks, in a thread, while the server answers in this one. */
JsonNode *
client_fixture_block (ClientFixture *fixture, ClientFixtureFunc func, GError **error)
{
  Call call = { .func = func, .client = fixture->client };
  GThread *thread = g_thread_new ("client", call_thread, &call);

  perch_wait_until (g_atomic_int_get (&call.is_done));
  g_thread_join (thread);
  if (call.error != NULL)
    g_propagate_error (error, call.error);
  return call.reply;
}

/* Takes @reply, which must be one, to a question that must have been this. */
void
client_fixture_check (ClientFixture *fixture, JsonNode *reply, const char *asked, const char *body)
{
  g_assert_nonnull (reply);
  json_node_unref (reply);
  g_assert_cmpstr (fixture->asked, ==, asked);
  g_assert_cmpstr (fixture->body, ==, body);
  g_clear_pointer (&fixture->asked, g_free);
}

int
client_fixture_run_tests (int argc, char **argv, const ClientFixtureTest *tests)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; tests[i].path != NULL; i++)
    g_test_add (tests[i].path, ClientFixture, NULL, client_fixture_set_up, tests[i].run,
                client_fixture_tear_down);
  return g_test_run ();
}
