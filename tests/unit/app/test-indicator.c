/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/indicator.h"

#include <string.h>

static gboolean
read_update (const char *text, PerchIndicatorUpdate *update, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) parse_error = NULL;

  json_parser_load_from_data (parser, text, -1, &parse_error);
  g_assert_no_error (parse_error);
  return perch_indicator_update_read (update, json_node_get_object (json_parser_get_root (parser)),
                                      error);
}

static void
test_read (void)
{
  g_auto (PerchIndicatorUpdate) full = { 0 };
  g_auto (PerchIndicatorUpdate) bare = { 0 };
  g_auto (PerchIndicatorUpdate) gone = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (read_update ("{\"indicator\":\"a\",\"state\":\"warning\",\"text\":\"é\","
                              "\"progress\":1,\"more\":[]}",
                              &full, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (full.name, ==, "a");
  g_assert_true (full.has_state && full.has_text && full.has_progress);
  g_assert_cmpint (full.state, ==, PERCH_INDICATOR_WARNING);
  g_assert_cmpstr (full.text, ==, "é");
  g_assert_cmpfloat (full.progress, ==, 1.0);

  g_assert_true (read_update ("{\"indicator\":\"a\"}", &bare, &error));
  g_assert_no_error (error);
  g_assert_false (bare.has_state || bare.has_text || bare.has_progress);

  g_assert_true (
      read_update ("{\"indicator\":\"a\",\"text\":null,\"progress\":null}", &gone, &error));
  g_assert_no_error (error);
  g_assert_true (gone.has_text && gone.has_progress);
  g_assert_null (gone.text);
  g_assert_cmpfloat (gone.progress, <, 0.0);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "{}", "/indicator: expected a name of 1 to 64 characters, found nothing" },
    { "{\"indicator\":\"\"}", "/indicator: expected a name*" },
    { "{\"indicator\":7}", "/indicator: expected a string*" },
    { "{\"indicator\":\"a\",\"state\":\"fine\"}", "/state: *" },
    { "{\"indicator\":\"a\",\"text\":7}", "/text: expected a string*" },
    { "{\"indicator\":\"a\",\"progress\":-0.1}", "/progress: expected a number from 0 to 1*" },
    { "{\"indicator\":\"a\",\"progress\":1.5}", "/progress: *found 1.5" },
    { "{\"indicator\":\"a\",\"progress\":\"1\"}", "/progress: *" },
    { "{\"indicator\":\"a\",\"progress\":{}}", "/progress: *" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchIndicatorUpdate) update = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (read_update (cases[i].text, &update, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_pattern_match_simple (cases[i].message, error->message));
    }
}

static void
test_too_long (void)
{
  g_autofree char *long_name = g_strnfill (65, 'n');
  g_autofree char *long_text = g_strnfill (501, 't');
  g_autofree char *name = g_strdup_printf ("{\"indicator\":\"%s\"}", long_name);
  g_autofree char *text = g_strdup_printf ("{\"indicator\":\"a\",\"text\":\"%s\"}", long_text);
  const char *const cases[] = { name, text };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchIndicatorUpdate) update = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (read_update (cases[i], &update, &error));
      g_assert_nonnull (error);
    }
}

static void
test_formats (void)
{
  char name[] = "backup";
  char text_of_it[] = "Copying";
  char backend[] = "main";
  PerchIndicator indicator = { .name = name,
                               .backend = backend,
                               .state = PERCH_INDICATOR_BUSY,
                               .text = text_of_it,
                               .progress = 0.429 };
  g_autoptr (JsonNode) node = perch_indicator_to_json (&indicator);
  g_autofree char *json = json_to_string (node, FALSE);
  g_autofree char *text = perch_indicator_to_text (&indicator);
  g_autoptr (JsonNode) gone = NULL;
  g_autofree char *gone_json = NULL;
  g_autofree char *bare = NULL;

  g_assert_cmpstr (text, ==, "… backup: Copying (42 %)");
  g_assert_true (g_str_has_prefix (json,
                                   "{\"indicator\":\"backup\",\"backend\":\"main\","
                                   "\"state\":\"busy\",\"text\":\"Copying\",\"progress\":0.42"));

  indicator.progress = PERCH_INDICATOR_NO_PROGRESS;
  bare = perch_indicator_to_text (&indicator);
  g_assert_cmpstr (bare, ==, "… backup: Copying");
  indicator.text = NULL;
  indicator.backend = NULL;
  gone = perch_indicator_to_json (&indicator);
  gone_json = json_to_string (gone, FALSE);
  g_assert_cmpstr (gone_json, ==,
                   "{\"indicator\":\"backup\",\"backend\":null,\"state\":\"busy\","
                   "\"text\":null,\"progress\":null}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/indicator/read", test_read);
  g_test_add_func ("/indicator/refused", test_refused);
  g_test_add_func ("/indicator/too-long", test_too_long);
  g_test_add_func ("/indicator/formats", test_formats);
  return g_test_run ();
}
