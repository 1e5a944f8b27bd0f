/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

/* What the log tells of requests that change something, and what their answers do. */

#define TRACE "0af7651916cd43dd8448eb211c80319c"
#define HEAD                                                                                       \
  " HTTP/1.1\r\nHost: p\r\ntraceparent: 00-" TRACE "-b7ad6b7169203331-01\r\n"                      \
  "Content-Type: application/json\r\n"

/* Returns: (transfer full): the reply */
static JsonObject *
ask (RoutesFixture *fixture, const char *what, const char *body)
{
  g_autofree char *request = g_strdup_printf (
      "%s" HEAD "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", what, strlen (body), body);
  g_autofree char *reply = raw_exchange (fixture->address, request);
  const char *text = strstr (reply, "\r\n\r\n");
  g_autoptr (JsonNode) node = NULL;

  g_test_message ("%s: %s", what, reply);
  g_assert_nonnull (text);
  node = json_from_string (text, NULL);
  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

static void
change (RoutesFixture *fixture, const char *what, const char *body)
{
  g_autoptr (JsonObject) reply = ask (fixture, what, body);

  g_assert_cmpstr (json_object_get_string_member (reply, "trace_id"), ==, TRACE);
}

static void
look (RoutesFixture *fixture, const char *path)
{
  g_autofree char *what = g_strconcat ("GET ", path, NULL);
  g_autoptr (JsonObject) reply = ask (fixture, what, "");

  g_assert_cmpstr (json_object_get_string_member (reply, "status"), ==, "ok");
  g_assert_false (json_object_has_member (reply, "trace_id"));
}

static char *
read_log (RoutesFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "logs", "perch-log.json", NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text != NULL ? text : g_strdup ("");
}

/* Returns: (transfer full) (element-type JsonNode): all lines; nothing is logged after this */
static GPtrArray *
finish_log (RoutesFixture *fixture)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autofree char *text = NULL;
  g_auto (GStrv) raw = NULL;

  perch_journal_close (fixture->journal);
  text = read_log (fixture);
  raw = g_strsplit (text, "\n", -1);
  for (guint i = 0; raw[i] != NULL && raw[i][0] != '\0'; i++)
    g_ptr_array_add (lines, json_from_string (raw[i], NULL));
  return lines;
}

static const char *
get_message (GPtrArray *lines, guint i)
{
  JsonObject *line = json_node_get_object (g_ptr_array_index (lines, i));

  g_assert_cmpstr (json_object_get_string_member (line, "level"), ==, "info");
  g_assert_cmpstr (json_object_get_string_member (line, "trace_id"), ==, TRACE);
  return json_object_get_string_member (line, "message");
}

static void
test_each_once (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const expected[] = {
    "POST /clipboard: 503",
    "POST /tab-info: 202",
    "POST /api/backends/main/start: 200",
    "POST /api/backends/no%20body/stop: 404",
    "POST /api/hub/update: 200",
    "POST /api/hub/update: 400",
    "POST /api/config/reload: 200",
  };
  g_autoptr (GPtrArray) lines = NULL;
  JsonObject *fields = NULL;

  look (fixture, "/status");
  change (fixture, "POST /clipboard?timeout_ms=1", "{}");
  change (fixture, "POST /tab-info", "{\"url\":\"http://a/\"}");
  change (fixture, "POST /api/backends/main/start?a=secret", "");
  change (fixture, "POST /api/backends/no%20body/stop", "");
  change (fixture, "POST /api/hub/update", "{\"indicator\":\"a\",\"text\":\"b\"}");
  change (fixture, "POST /api/hub/update", "[]");
  change (fixture, "POST /api/config/reload", "");
  look (fixture, "/api/backends");
  look (fixture, "/api/backends/main");
  look (fixture, "/ping");

  lines = finish_log (fixture);
  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < lines->len; i++)
    g_assert_cmpstr (get_message (lines, i), ==, expected[i]);
  fields =
      json_object_get_object_member (json_node_get_object (g_ptr_array_index (lines, 2)), "fields");
  g_assert_cmpuint (json_object_get_size (fields), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (fields, "method"), ==, "POST");
  g_assert_cmpstr (json_object_get_string_member (fields, "path"), ==, "/api/backends/main/start");
  g_assert_cmpint (json_object_get_int_member (fields, "status"), ==, 200);
}

static void
test_forwarded (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char body[] = "{\"method\":\"fly\",\"timeout_ms\":1}";
  g_autoptr (GPtrArray) lines = NULL;

  g_test_summary ("What came of a call is logged where the backend is known; and only there.");

  change (fixture, "POST /api/backends/main/start", "");
  change (fixture, "POST /api/backends/main/call", body);
  change (fixture, "POST /api/backends/nobody/call", body);

  lines = finish_log (fixture);
  g_assert_cmpuint (lines->len, ==, 3);
  g_assert_true (g_str_has_prefix (get_message (lines, 1), "fly to main: backend_timed_out"));
  g_assert_cmpstr (get_message (lines, 2), ==, "POST /api/backends/nobody/call: 404");
}

static void
test_level (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) lines = NULL;

  perch_journal_set_level (fixture->journal, PERCH_LEVEL_WARNING);
  change (fixture, "POST /api/config/reload", "");
  lines = finish_log (fixture);
  g_assert_cmpuint (lines->len, ==, 0);
}

static gboolean
is_logged (gpointer user_data)
{
  g_autofree char *text = read_log (user_data);

  return strchr (text, '\n') != NULL;
}

static void
test_client_leaves (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = raw_connect (fixture->address);
  g_autoptr (GPtrArray) lines = NULL;

  g_test_summary ("What nobody waits for any more is logged when it is done.");

  raw_send (client, "POST /api/backends/main/start" HEAD "\r\n");
  g_socket_close (client, NULL);
  raw_wait (is_logged, fixture);
  lines = finish_log (fixture);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpstr (get_message (lines, 0), ==, "POST /api/backends/main/start: the client left");
}

static void
test_long_path (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autofree char *name = g_strnfill (1000, 'x');
  g_autofree char *what = g_strdup_printf ("POST /api/backends/%s/stop", name);
  g_autoptr (GPtrArray) lines = NULL;

  change (fixture, what, "");
  lines = finish_log (fixture);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpuint (strlen (get_message (lines, 0)), <, 220);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/changes/" name, RoutesFixture, NULL, routes_fixture_set_up, func,                  \
              routes_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("each-once", test_each_once);
  ADD ("forwarded", test_forwarded);
  ADD ("level", test_level);
  ADD ("client-leaves", test_client_leaves);
  ADD ("long-path", test_long_path);
  return g_test_run ();
}
