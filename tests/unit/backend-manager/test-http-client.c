/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/http-client-fixture.h"

#include <string.h>

#include "backend-manager/error.h"

#define TRACE "0af7651916cd43dd8448eb211c80319c"

static void
test_call (HttpClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) params = g_bytes_new_static ("{\"a\":1}", 7);
  g_auto (PerchOutcome) outcome = { 0 };

  perch_backend_client_call_async (fixture->client, "text.upper", params, TRACE,
                                   HTTP_CLIENT_PATIENCE_MS, NULL, perch_outcome_called_cb,
                                   &outcome);
  perch_outcome_assert_json (&outcome, "\"X\"");
  g_assert_cmpstr (fixture->seen, ==,
                   "POST /text/upper {\"a\":1}\nAuthorization: Bearer s3cret\n"
                   "Accept: application/json\nContent-Type: application/json");
}

static void
test_results (HttpClientFixture *fixture, gconstpointer data)
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

      http_client_call (fixture, cases[i].method, HTTP_CLIENT_PATIENCE_MS, &outcome);
      perch_outcome_assert_json (&outcome, cases[i].json);
    }
  strchr (fixture->seen, '{')[0] = '\0';
  g_assert_cmpstr (fixture->seen, ==, "POST /a b?c#d/é ");
}

static void
test_errors (HttpClientFixture *fixture, gconstpointer data)
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

      http_client_call (fixture, cases[i].method, HTTP_CLIENT_PATIENCE_MS, &outcome);
      perch_outcome_assert_error (&outcome, PERCH_BACKEND_ERROR, cases[i].code, cases[i].words);
    }
}

static void
test_floats (HttpClientFixture *fixture, gconstpointer data)
{
  static const double numbers[] = { 1, 2, 4 };
  g_auto (PerchOutcome) row = { 0 };
  g_auto (PerchOutcome) table = { 0 };

  fixture->shape = "3";
  perch_backend_client_floats_async (fixture->client, "handle_1", 1, HTTP_CLIENT_PATIENCE_MS, NULL,
                                     perch_outcome_floats_cb, &row);
  perch_outcome_wait (&row);
  g_assert_no_error (row.error);
  g_assert_cmpuint (row.rows, ==, 1);
  g_assert_cmpuint (row.columns, ==, 3);
  g_assert_cmpmem (g_bytes_get_data (row.result, NULL), g_bytes_get_size (row.result), numbers,
                   sizeof numbers);
  g_assert_nonnull (strstr (fixture->seen, "POST /tofloatarray {\"handleId\":\"handle_1\"}"));

  perch_backend_client_floats_async (fixture->client, "handle_1", 2, HTTP_CLIENT_PATIENCE_MS, NULL,
                                     perch_outcome_floats_cb, &table);
  perch_outcome_wait (&table);
  g_assert_no_error (table.error);
  g_assert_cmpuint (table.rows, ==, 2);
  g_assert_cmpuint (table.columns, ==, 2);
}

static void
test_bad_shapes (HttpClientFixture *fixture, gconstpointer data)
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
      perch_backend_client_floats_async (fixture->client, "handle_1", 1, HTTP_CLIENT_PATIENCE_MS,
                                         NULL, perch_outcome_floats_cb, &outcome);
      perch_outcome_assert_error (&outcome, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                                  cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/http-client/" name, HttpClientFixture, NULL, http_client_set_up, func,             \
              http_client_tear_down)
  ADD ("call", test_call);
  ADD ("results", test_results);
  ADD ("errors", test_errors);
  ADD ("floats", test_floats);
  ADD ("bad-shapes", test_bad_shapes);
  return g_test_run ();
}
