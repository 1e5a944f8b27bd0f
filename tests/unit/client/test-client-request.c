/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/client/client-fixture.h"

static JsonNode *
put (PerchClient *client, GError **error)
{
  return perch_client_request (client, "PUT", "/a/b%20c?d=1", "{\"e\":[2]}", NULL, error);
}

static void
test_blocking (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = client_fixture_block (fixture, put, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (fixture->asked, ==, "PUT /a/b%20c?d=1");
  g_assert_cmpstr (fixture->body, ==, "{\"e\":[2]}");
  g_assert_cmpstr (fixture->bearer, ==, "Bearer secret");
  g_assert_true (JSON_NODE_HOLDS_OBJECT (reply));
}

/* Asks, and returns the error that must come. */
static GError *
fail (ClientFixture *fixture, const char *path, GCancellable *cancellable)
{
  GError *error = NULL;

  g_clear_object (&fixture->result);
  perch_client_request_async (fixture->client, "GET", path, NULL, cancellable,
                              client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  g_assert_null (perch_client_request_finish (fixture->client, fixture->result, &error));
  g_clear_object (&fixture->result);
  return error;
}

static void
test_refused (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) blocking_error = NULL;

  fixture->status = SOUP_STATUS_CONFLICT;
  fixture->reply = "{\"error\":{\"code\":\"disabled\",\"message\":\"It is grey\"}}";
  error = fail (fixture, "/x", NULL);
  g_assert_error (error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "It is grey");
  g_assert_cmpstr (perch_client_error_get_code (error), ==, "disabled");

  g_assert_null (client_fixture_block (fixture, put, &blocking_error));
  g_assert_error (blocking_error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_REFUSED);
}

static void
test_bad_answers (ClientFixture *fixture, gconstpointer user_data)
{
  static const char *const replies[] = { "", "nonsense", "[]", "7", "{" };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture->reply = replies[i];
      error = fail (fixture, "/x", NULL);
      g_assert_error (error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_BAD_ANSWER);
    }
}

static void
test_nobody (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  soup_server_disconnect (fixture->server);
  error = fail (fixture, "/x", NULL);
  g_assert_error (error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_NOT_RUNNING);
}

static void
test_bad_path (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = fail (fixture, ":not a path", NULL);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_cancelled (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  error = fail (fixture, "/x", cancellable);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  static const ClientFixtureTest tests[] = {
    { "/client-request/blocking", test_blocking },
    { "/client-request/refused", test_refused },
    { "/client-request/bad-answers", test_bad_answers },
    { "/client-request/nobody", test_nobody },
    { "/client-request/bad-path", test_bad_path },
    { "/client-request/cancelled", test_cancelled },
    { NULL },
  };

  return client_fixture_run_tests (argc, argv, tests);
}
