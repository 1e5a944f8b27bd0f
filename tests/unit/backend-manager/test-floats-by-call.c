/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/floats-by-call.h"

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/client-outcome.h"

/* A wire that has no form for numbers, and answers every call with @answer. */
#define PLAIN_TYPE_CLIENT (plain_client_get_type ())
G_DECLARE_FINAL_TYPE (PlainClient, plain_client, PLAIN, CLIENT, GObject)

struct _PlainClient
{
  GObject parent_instance;
  const char *answer; /* (nullable): an error without it */
  char *asked; /* (owned) (nullable) */
};

static void
plain_client_call_async (PerchBackendClient *client,
                         const char *method,
                         GBytes *params,
                         const char *trace_id,
                         guint timeout_ms,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  PlainClient *self = PLAIN_CLIENT (client);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_free (self->asked);
  self->asked = g_strdup_printf ("%s %.*s", method, (int) g_bytes_get_size (params),
                                 (const char *) g_bytes_get_data (params, NULL));
  if (self->answer == NULL)
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NO_METHOD, "no way");
  else
    g_task_return_pointer (task, g_bytes_new_static (self->answer, strlen (self->answer)),
                           (GDestroyNotify) g_bytes_unref);
}

static void
plain_client_iface_init (PerchBackendClientInterface *iface)
{
  iface->call_async = plain_client_call_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlainClient,
                               plain_client,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PERCH_TYPE_BACKEND_CLIENT,
                                                      plain_client_iface_init))

static void
plain_client_finalize (GObject *object)
{
  g_free (PLAIN_CLIENT (object)->asked);
  G_OBJECT_CLASS (plain_client_parent_class)->finalize (object);
}

static void
plain_client_class_init (PlainClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = plain_client_finalize;
}

static void
plain_client_init (PlainClient *self)
{
}

static void
ask (PlainClient *client, const char *handle_id, guint dimensions, PerchOutcome *outcome)
{
  perch_backend_client_floats_async (PERCH_BACKEND_CLIENT (client), handle_id, dimensions, 60000,
                                     NULL, perch_outcome_floats_cb, outcome);
  perch_outcome_wait (outcome);
}

static void
test_answers (void)
{
  g_autoptr (PlainClient) client = g_object_new (PLAIN_TYPE_CLIENT, NULL);
  const double numbers[] = { 1, 2.5 };
  g_auto (PerchOutcome) row = { 0 };
  g_auto (PerchOutcome) table = { 0 };

  client->answer = "{\"data\":[1,2.5]}";
  ask (client, "handle_1", 1, &row);
  g_assert_no_error (row.error);
  g_assert_cmpstr (client->asked, ==, "tofloatarray {\"handleId\":\"handle_1\"}");
  g_assert_cmpmem (g_bytes_get_data (row.result, NULL), g_bytes_get_size (row.result), numbers,
                   sizeof numbers);

  client->answer = "{\"data\":[[1],[2.5]]}";
  ask (client, "a \"quoted\" one", 2, &table);
  g_assert_no_error (table.error);
  g_assert_cmpstr (client->asked, ==, "tofloatarray2d {\"handleId\":\"a \\\"quoted\\\" one\"}");
  g_assert_cmpuint (table.rows, ==, 2);
  g_assert_cmpuint (table.columns, ==, 1);
}

static void
test_errors (void)
{
  g_autoptr (PlainClient) client = g_object_new (PLAIN_TYPE_CLIENT, NULL);
  g_auto (PerchOutcome) refused = { 0 };
  g_auto (PerchOutcome) unreadable = { 0 };

  ask (client, "h", 1, &refused);
  g_assert_error (refused.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NO_METHOD);
  client->answer = "{\"data\":[\"x\"]}";
  ask (client, "h", 1, &unreadable);
  g_assert_error (unreadable.error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/floats-by-call/answers", test_answers);
  g_test_add_func ("/floats-by-call/errors", test_errors);
  return g_test_run ();
}
