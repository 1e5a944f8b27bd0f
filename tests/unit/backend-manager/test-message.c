/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/message.h"

#include <string.h>

static void
assert_slice (PerchSlice slice, const char *expected)
{
  g_autofree char *text = NULL;

  if (slice.text != NULL)
    text = g_strndup (slice.text, slice.length);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_kinds (void)
{
  const struct
  {
    const char *line;
    PerchMessageKind kind;
    const char *name;
  } cases[] = {
    { "", PERCH_MESSAGE_TEXT, NULL },
    { "Traceback (most recent call last):", PERCH_MESSAGE_TEXT, NULL },
    { "[1, 2]", PERCH_MESSAGE_TEXT, NULL },
    { "{'event': 'a'}", PERCH_MESSAGE_TEXT, NULL },
    { "{\"event\":\"a\"} trailing", PERCH_MESSAGE_TEXT, NULL },
    { "{\"event\":\"a\",\"value\":NaN}", PERCH_MESSAGE_TEXT, NULL },
    { "{}", PERCH_MESSAGE_RECORD, NULL },
    { " \t{ } ", PERCH_MESSAGE_RECORD, NULL },
    { "{\"level\":\"info\"}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"event\":\"saved\"}", PERCH_MESSAGE_EVENT, "saved" },
    { "{ \"a\" : [ { \"event\" : \"inner\" } ] , \"event\" : \"outer\" }", PERCH_MESSAGE_EVENT,
      "outer" },
    { "{\"a\":{\"event\":\"inner\"}}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"event\":5}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"event\":\"\"}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"event\":\"first\",\"event\":\"last\"}", PERCH_MESSAGE_EVENT, "last" },
    { "{\"event\":\"first\",\"event\":null}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"\\u0065vent\":\"a\"}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"status\":\"ready\"}", PERCH_MESSAGE_STATUS, "ready" },
    { "{\"status\":200}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"status\":\"ready\",\"event\":\"a\"}", PERCH_MESSAGE_EVENT, "a" },
    { "{\"jsonrpc\":\"2.0\",\"method\":\"log\"}", PERCH_MESSAGE_NOTIFICATION, "log" },
    { "{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"event\":\"a\"}", PERCH_MESSAGE_NOTIFICATION,
      "log" },
    { "{\"jsonrpc\":\"2.0\",\"method\":\"ui.ask\",\"id\":7}", PERCH_MESSAGE_REQUEST, "ui.ask" },
    { "{\"jsonrpc\":\"2.0\",\"method\":\"ui.ask\",\"id\":\"x\"}", PERCH_MESSAGE_REQUEST, "ui.ask" },
    { "{\"jsonrpc\":\"2.0\",\"method\":\"ui.ask\",\"id\":null}", PERCH_MESSAGE_REQUEST, "ui.ask" },
    { "{\"jsonrpc\":\"2.0\",\"method\":\"ui.ask\",\"id\":{}}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":null}", PERCH_MESSAGE_ANSWER, NULL },
    { "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{}}", PERCH_MESSAGE_ANSWER, NULL },
    { "{\"jsonrpc\":\"2.0\",\"result\":1}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"jsonrpc\":\"2.0\",\"id\":7}", PERCH_MESSAGE_RECORD, NULL },
    { "{\"jsonrpc\":\"1.0\",\"method\":\"log\",\"status\":\"up\"}", PERCH_MESSAGE_STATUS, "up" },
    { "{\"jsonrpc\":2.0,\"method\":\"log\"}", PERCH_MESSAGE_RECORD, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PerchMessage message;

      g_test_message ("%s", cases[i].line);
      perch_message_scan (cases[i].line, strlen (cases[i].line), &message);
      g_assert_cmpint (message.kind, ==, cases[i].kind);
      assert_slice (message.name, cases[i].name);
    }
}

static void
test_slices (void)
{
  const char *line = "{\"level\":\"warning\",\"msg\":\"short\",\"trace_id\":\"abc\",\"id\":[1],"
                     "\"message\":\"say \\\"hi\\\"\"}";
  PerchMessage message;

  perch_message_scan (line, strlen (line), &message);
  g_assert_cmpint (message.kind, ==, PERCH_MESSAGE_RECORD);
  assert_slice (message.level, "warning");
  assert_slice (message.message, "say \\\"hi\\\"");
  assert_slice (message.trace_id, "abc");
  assert_slice (message.id, "[1]");
  g_assert_true (message.escaped);

  line = "{\"level\":30,\"msg\":\"short\",\"other\":\"\\n\"}";
  perch_message_scan (line, strlen (line), &message);
  assert_slice (message.level, NULL);
  assert_slice (message.message, "short");
  g_assert_false (message.escaped);
}

static void
test_cut_answers (void)
{
  static const struct
  {
    const char *line;
    const char *id;
  } cases[] = {
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"xxx", "7" },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":", "7" },
    { " { \"id\" : 7 , \"jsonrpc\" : \"2.0\" , \"error\" : { \"message\" : \"xxx", "7" },
    { "{\"jsonrpc\":\"2.0\",\"result\":[1],\"id\":7,\"more\":[{\"id\":8},", "7" },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":1}   ", "7" },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"id\":8,\"method\":\"m\",\"x\":\"", "7" },
    { "{\"jsonrpc\":\"2.0\",\"result\":[1],\"id\":7", NULL },
    { "{\"jsonrpc\":\"2.0\",\"result\":\"xxx", NULL },
    { "{\"jsonrpc\":\"2.0\",\"x\":{\"id\":7},\"result\":\"xxx", NULL },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"x\":{\"result\":\"xxx", NULL },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"error\":1,\"params\":\"xxx", NULL },
    { "{\"jsonrpc\":\"1.0\",\"id\":7,\"result\":\"xxx", NULL },
    { "{\"id\":7,\"result\":\"xxx", NULL },
    { "{\"jsonrpc\":\"2.0\",\"id\":[7],\"result\":\"xxx", NULL },
    { "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":1} xxx", NULL },
    { "{\"jsonrpc\":\"2.0\" \"id\":7,\"result\":\"xxx", NULL },
    { "{", NULL },
    { "{}", NULL },
    { "xxx {\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"xxx", NULL },
    { "[{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"xxx", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PerchSlice id = { 0 };

      g_test_message ("%s", cases[i].line);
      g_assert_cmpint (perch_message_scan_cut_answer (cases[i].line, strlen (cases[i].line), &id),
                       ==, cases[i].id != NULL);
      assert_slice (id, cases[i].id);
    }
}

static void
test_cut_anywhere (void)
{
  const char *line = "{\"jsonrpc\":\"2.0\",\"id\":123,\"result\":[\"\\u00e9\"],\"more\":1}";
  gsize enough = strlen ("{\"jsonrpc\":\"2.0\",\"id\":123,\"result\":");

  g_test_summary ("No byte behind the line is read, and no id is taken before it is whole");

  for (gsize length = 0; length <= strlen (line); length++)
    {
      g_autofree char *copy = g_memdup2 (line, length); /* the sanitizer sees a byte too many */
      PerchSlice id = { 0 };

      g_assert_cmpint (perch_message_scan_cut_answer (copy != NULL ? copy : "", length, &id), ==,
                       length >= enough);
      assert_slice (id, length >= enough ? "123" : NULL);
    }
}

static void
test_no_terminator (void)
{
  const char *line = "{\"event\":\"a\"}";

  g_test_summary ("No byte behind the line is read: cut anywhere, it is text");

  for (gsize length = 0; length < strlen (line); length++)
    {
      g_autofree char *copy = g_memdup2 (line, length); /* the sanitizer sees a byte too many */
      PerchMessage message;

      g_assert_cmpint (perch_message_scan (copy != NULL ? copy : "", length, &message), ==,
                       PERCH_MESSAGE_TEXT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/kinds", test_kinds);
  g_test_add_func ("/message/slices", test_slices);
  g_test_add_func ("/message/cut-answers", test_cut_answers);
  g_test_add_func ("/message/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/message/no-terminator", test_no_terminator);
  return g_test_run ();
}
