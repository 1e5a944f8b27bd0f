/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-json.h"

#include <string.h>

#include "backend-manager/message.h"

#define TRACE "0af7651916cd43dd8448eb211c80319c"

static char *
format_line (const char *source, const char *line)
{
  PerchMessage message;
  PerchEvent event = { .when_us = G_GINT64_CONSTANT (1767323045006999),
                       .source = source,
                       .payload_is_line = TRUE };
  g_autoptr (GBytes) json = NULL;
  gsize length = 0;
  const char *text = NULL;

  g_assert_cmpint (perch_message_scan (line, strlen (line), &message), ==, PERCH_MESSAGE_EVENT);
  event.name = message.name;
  event.trace_id = message.trace_id;
  event.payload = (PerchSlice){ line, strlen (line) };
  json = perch_event_json_format (&event, 7);
  text = g_bytes_get_data (json, &length);
  g_assert_cmpint (perch_message_scan (text, length, &message), ==, PERCH_MESSAGE_EVENT);
  return g_strndup (text, length);
}

static void
test_form (void)
{
  g_autofree char *json =
      format_line ("main", "{\"event\":\"saved\",\"trace_id\":\"" TRACE "\",\"n\":1}");

  g_assert_cmpstr (json, ==,
                   "{\"event\":\"saved\",\"source\":\"main\",\"timestamp\":"
                   "\"2026-01-02T03:04:05.006Z\",\"trace_id\":\"" TRACE
                   "\",\"seq\":7,\"payload\":{\"n\":1}}");
}

static void
check_payload (const char *line, const char *payload)
{
  g_autofree char *json = format_line ("main", line);
  g_autofree char *end = g_strconcat (",\"payload\":", payload, "}", NULL);

  g_test_message ("%s", json);
  g_assert_true (g_str_has_suffix (json, end));
}

static void
test_payload (void)
{
  check_payload ("{\"event\":\"e\"}", "{}");
  check_payload (" { \"event\" : \"e\" } ", "{}");
  check_payload ("{\"a\":1,\"event\":\"e\"}", "{\"a\":1}");
  check_payload ("{\"a\":1,\"event\":\"e\",\"b\":2,\"trace_id\":3,\"c\":4}",
                 "{\"a\":1,\"b\":2,\"c\":4}");
  check_payload ("{\"event\":1,\"event\":\"e\",\"a\":{\"event\":2}}", "{\"a\":{\"event\":2}}");
  check_payload ("{\"event\":\"e\",\"x\" :\t1.50 ,\"y\":\"\\ud83d\"}",
                 "{\"x\" :\t1.50,\"y\":\"\\ud83d\"}");
}

static void
test_own_payload (void)
{
  static const char payload[] = "{\"event\":\"e\",\"trace_id\":3,\"a\":{\"event\":2}}";
  const PerchEvent event = { .source = "perch",
                             .name = { "e", 1 },
                             .payload = { payload, sizeof payload - 1 } };
  g_autofree char *end = g_strconcat (",\"payload\":", payload, "}", NULL);
  g_autoptr (GBytes) json = perch_event_json_format (&event, 1);
  g_autofree char *text = g_strndup (g_bytes_get_data (json, NULL), g_bytes_get_size (json));

  g_test_summary ("What is no line of a backend keeps all its members");

  g_test_message ("%s", text);
  g_assert_true (g_str_has_suffix (text, end));
}

static void
check_trace_id (const char *value, gboolean kept)
{
  g_autofree char *line = g_strdup_printf ("{\"event\":\"e\",\"trace_id\":%s}", value);
  g_autofree char *json = format_line ("main", line);
  g_autofree char *member = g_strdup_printf ("\"trace_id\":%s,", value);
  const char *found = strstr (json, "\"trace_id\":\"");

  g_assert_cmpint (strstr (json, member) != NULL, ==, kept);
  g_assert_nonnull (found);
  g_assert_cmpuint (strspn (found + strlen ("\"trace_id\":\""), "0123456789abcdefABCDEF"), ==, 32);
}

static void
test_trace_id (void)
{
  check_trace_id ("\"" TRACE "\"", TRUE);
  check_trace_id ("\"0AF7651916CD43DD8448EB211C80319C\"", TRUE);
  check_trace_id ("\"" TRACE "0\"", FALSE);
  check_trace_id ("\"0af7651916cd43dd8448eb211c80319\"", FALSE);
  check_trace_id ("\"0af7651916cd43dd8448eb211c80319g\"", FALSE);
  check_trace_id ("\"\"", FALSE);
  check_trace_id ("12", FALSE);
}

static void
check_time (gint64 when_us, const char *time)
{
  const PerchEvent event = {
    .when_us = when_us, .source = "main", .name = { "e", 1 }, .payload = { "{}", 2 }
  };
  g_autoptr (GBytes) json = perch_event_json_format (&event, 1);
  g_autofree char *start =
      g_strdup_printf ("{\"event\":\"e\",\"source\":\"main\",\"timestamp\":\"%s\",", time);

  g_assert_true (g_str_has_prefix (g_bytes_get_data (json, NULL), start));
}

static void
test_time (void)
{
  check_time (0, "1970-01-01T00:00:00.000Z");
  check_time (G_GINT64_CONSTANT (951782399999999), "2000-02-28T23:59:59.999Z");
  check_time (G_GINT64_CONSTANT (951782400007000), "2000-02-29T00:00:00.007Z");
  check_time (G_GINT64_CONSTANT (4107542399045999), "2100-02-28T23:59:59.045Z");
  check_time (G_GINT64_CONSTANT (4107542400000000), "2100-03-01T00:00:00.000Z");
  check_time (G_GINT64_CONSTANT (253402300799999999), "9999-12-31T23:59:59.999Z");
  check_time (G_GINT64_CONSTANT (253402300800001000), "9999-12-31T23:59:59.001Z");
}

static void
test_source (void)
{
  g_autofree char *json = format_line ("a\"b\\c\n", "{\"event\":\"\\u0041\"}");

  g_assert_true (
      g_str_has_prefix (json, "{\"event\":\"\\u0041\",\"source\":\"a\\\"b\\\\c\\u000a\","));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-json/form", test_form);
  g_test_add_func ("/event-json/payload", test_payload);
  g_test_add_func ("/event-json/own-payload", test_own_payload);
  g_test_add_func ("/event-json/trace-id", test_trace_id);
  g_test_add_func ("/event-json/time", test_time);
  g_test_add_func ("/event-json/source", test_source);
  return g_test_run ();
}
