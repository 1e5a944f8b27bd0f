/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/status-format.h"

static const char status[] =
    "{\"version\":\"1.2\",\"pid\":7,\"uptime_seconds\":187,\"mode\":\"tray\",\"backends\":["
    "{\"name\":\"main\",\"kind\":\"http\",\"state\":\"running\",\"pid\":42,\"uptime_seconds\":65,"
    "\"executable\":\"/bin/x\",\"cpu_percent\":1.25,\"memory_bytes\":5000000,"
    "\"endpoint\":\"http://127.0.0.1:8000\",\"venv\":\"/home/x/\\u001bvenv\","
    "\"problem\":null,\"last_error\":[]},"
    "{\"name\":\"other\",\"kind\":\"stdio\",\"state\":\"failed\",\"pid\":null,\"uptime_seconds\":"
    "null,"
    "\"endpoint\":null,\"venv\":null,\"executable\":null,\"cpu_percent\":0,\"memory_bytes\":0,"
    "\"problem\":\"exited with status 3\",\"last_error\":[\"boom\\u001b[2J\"]}],"
    "\"surfaces\":{},\"problems\":[\"the log can't be written\"]}";

static char *
format (gboolean colour)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, status, -1, &error);
  g_assert_no_error (error);
  return perch_status_format (json_node_get_object (json_parser_get_root (parser)), colour);
}

static void
test_plain (void)
{
  g_autofree char *text = format (FALSE);

  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, "Perch 1.2, tray, pid 7, up 3m 7s\n\nNAME "));
  g_assert_nonnull (strstr (text, "\nmain   http   running  42   1m 5s"));
  g_assert_nonnull (strstr (text, "\nother  stdio  failed   -    -  "));
  g_assert_nonnull (
      strstr (text, "\nmain: at http://127.0.0.1:8000, environment /home/x/\\x1bvenv\n"));
  g_assert_nonnull (strstr (text, "\nother: exited with status 3\n  boom\\x1b[2J\n"));
  g_assert_nonnull (strstr (text, "\nProblem: the log can't be written\n"));
  g_assert_null (strchr (text, '\x1b'));
}

static void
test_painted (void)
{
  g_autofree char *text = format (TRUE);

  g_assert_nonnull (strstr (text, "\x1b[32mrunning\x1b[0m"));
  g_assert_nonnull (strstr (text, "\x1b[31mfailed\x1b[0m"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status-format/plain", test_plain);
  g_test_add_func ("/status-format/painted", test_painted);
  return g_test_run ();
}
