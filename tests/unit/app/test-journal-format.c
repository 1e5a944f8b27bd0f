/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-format.h"

#include <string.h>

#define WHEN_US (G_GINT64_CONSTANT (1795229285) * G_USEC_PER_SEC + 67000)
#define WHEN "2026-11-21T02:48:05.067Z"

typedef struct
{
  PerchJournalFormat *format; /* (owned) */
  GString *text; /* (owned) */
  GString *json; /* (owned) */
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->format = perch_journal_format_new ();
  f->text = g_string_new (NULL);
  f->json = g_string_new (NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  perch_journal_format_free (f->format);
  g_string_free (f->text, TRUE);
  g_string_free (f->json, TRUE);
}

static void
assert_formats (Fixture *f, PerchJournalEntry entry, const char *text, const char *json)
{
  g_string_truncate (f->text, 0);
  g_string_truncate (f->json, 0);
  if (entry.message != NULL && entry.message_length == 0)
    entry.message_length = strlen (entry.message);
  if (entry.trace_id != NULL)
    entry.trace_id_length = strlen (entry.trace_id);
  if (entry.fields != NULL)
    entry.fields_length = strlen (entry.fields);
  perch_journal_format_add (f->format, &entry, f->text, f->json);
  g_assert_cmpstr (f->text->str, ==, text);
  g_assert_cmpstr (f->json->str, ==, json);
}

static void
test_plain (Fixture *f, gconstpointer data)
{
  assert_formats (
      f,
      (PerchJournalEntry){
          .when_us = WHEN_US, .level = PERCH_LEVEL_INFO, .source = "main", .message = "started" },
      WHEN " info    main: started\n",
      "{\"timestamp\":\"" WHEN
      "\",\"level\":\"info\",\"source\":\"main\",\"message\":\"started\"}\n");
}

static void
test_everything (Fixture *f, gconstpointer data)
{
  assert_formats (f,
                  (PerchJournalEntry){ .when_us = WHEN_US,
                                       .level = PERCH_LEVEL_WARNING,
                                       .source = "main",
                                       .message = "say \\\"hi\\\"\\n\\u001b[0m",
                                       .message_is_json = TRUE,
                                       .trace_id = "0af7",
                                       .fields = "{\"a\": 1}" },
                  WHEN " warning main: say \"hi\"\\n\\x1b[0m trace_id=0af7\n",
                  "{\"timestamp\":\"" WHEN "\",\"level\":\"warning\",\"source\":\"main\","
                  "\"message\":\"say \\\"hi\\\"\\n\\u001b[0m\",\"trace_id\":\"0af7\","
                  "\"fields\":{\"a\": 1}}\n");
}

static void
test_hostile (Fixture *f, gconstpointer data)
{
  assert_formats (f,
                  (PerchJournalEntry){ .when_us = WHEN_US,
                                       .level = PERCH_LEVEL_ERROR,
                                       .source = "a\"\n",
                                       .message = "b\"\n\xff",
                                       .trace_id = "c\"\n" },
                  WHEN " error   a\"\\n: b\"\\n\xef\xbf\xbd trace_id=c\"\\n\n",
                  "{\"timestamp\":\"" WHEN "\",\"level\":\"error\",\"source\":\"a\\\"\\n\","
                  "\"message\":\"b\\\"\\n\xef\xbf\xbd\",\"trace_id\":\"c\\\"\\n\"}\n");
}

/* The head of a line is kept from one to the next: each part of it must renew it. */
static void
test_heads (Fixture *f, gconstpointer data)
{
  PerchJournalEntry entry = { .source = "a", .level = PERCH_LEVEL_DEBUG };
  const char *const texts[] = {
    "1970-01-01T00:00:00.000Z debug   a: \n", "1970-01-01T00:00:00.001Z debug   a: \n",
    "1970-01-01T00:00:00.001Z error   a: \n", "1970-01-01T00:00:00.001Z error   b: \n",
    "1970-01-01T00:00:01.001Z error   b: \n", "9999-12-31T23:59:59.999Z error   b: \n",
    "1970-01-01T00:00:00.000Z error   b: \n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      entry.when_us += i == 1 ? 1999 : 0;
      entry.level = i >= 2 ? PERCH_LEVEL_ERROR : PERCH_LEVEL_DEBUG;
      entry.source = i >= 3 ? "b" : "a";
      entry.when_us += i == 4 ? G_USEC_PER_SEC : 0;
      if (i == 5)
        entry.when_us = G_MAXINT64 / 1000 * 1000 - 1;
      if (i == 6)
        entry.when_us = -5;
      g_string_truncate (f->text, 0);
      perch_journal_format_add (f->format, &entry, f->text, f->json);
      if (i == 5)
        memcpy (strchr (f->text->str, '.'), ".999", 4);
      g_assert_cmpstr (f->text->str, ==, texts[i]);
    }
}

static void
test_milliseconds (Fixture *f, gconstpointer data)
{
  PerchJournalEntry entry = {
    .source = "a",
    .level = PERCH_LEVEL_INFO,
    .message = "",
  };
  const int milliseconds[] = { 999, 0, 7, 45, 45, 310 };

  for (guint i = 0; i < G_N_ELEMENTS (milliseconds); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("1970-01-01T00:00:02.%03dZ info    a: \n", milliseconds[i]);
      g_autofree char *json =
          g_strdup_printf ("{\"timestamp\":\"1970-01-01T00:00:02.%03dZ\",\"level\":\"info\","
                           "\"source\":\"a\",\"message\":\"\"}\n",
                           milliseconds[i]);

      entry.when_us = 2 * G_USEC_PER_SEC + milliseconds[i] * 1000;
      g_string_truncate (f->text, 0);
      g_string_truncate (f->json, 0);
      perch_journal_format_add (f->format, &entry, f->text, f->json);
      g_assert_cmpstr (f->text->str, ==, text);
      g_assert_cmpstr (f->json->str, ==, json);
    }
}

static void
test_long (Fixture *f, gconstpointer data)
{
  g_autofree char *message = g_strnfill (500000, '"');
  PerchJournalEntry entry = { .source = "a", .message = message, .message_length = 500000 };

  for (guint i = 0; i < 3; i++)
    perch_journal_format_add (f->format, &entry, f->text, f->json);
  g_assert_cmpuint (f->text->len, ==, 3 * (500000 + strlen (WHEN " debug   a: \n")));
  g_assert_cmpuint (f->json->len, >, 3 * 1000000);
  g_assert_cmpuint (f->json->str[f->json->len - 1], ==, '\n');
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/journal-format/plain", test_plain);
  ADD ("/journal-format/everything", test_everything);
  ADD ("/journal-format/hostile", test_hostile);
  ADD ("/journal-format/heads", test_heads);
  ADD ("/journal-format/milliseconds", test_milliseconds);
  ADD ("/journal-format/long", test_long);
  return g_test_run ();
}
