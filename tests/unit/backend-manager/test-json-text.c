/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-text.h"

static void
test_quote (void)
{
  const struct
  {
    const char *text;
    const char *quoted;
  } texts[] = {
    { "", "\"\"" },
    { "plain", "\"plain\"" },
    { "a \"b\" \\ c\n\t\x01", "\"a \\\"b\\\" \\\\ c\\n\\t\\u0001\"" },
    { "é €", "\"é €\"" },
    { "cut \xc3", "\"cut \xef\xbf\xbd\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *quoted = perch_json_quote (texts[i].text);

      g_assert_cmpstr (quoted, ==, texts[i].quoted);
    }
}

static void
test_set (void)
{
  g_autoptr (JsonObject) object = json_object_new ();

  perch_json_set_text (object, "text", "a\xff");
  perch_json_set_text (object, "none", NULL);
  g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, "a\xef\xbf\xbd");
  g_assert_true (json_object_get_null_member (object, "none"));
}

static void
test_add (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  perch_json_add_text (builder, "text", "a\xff");
  perch_json_add_text (builder, "none", NULL);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = json_to_string (node, FALSE);
  g_assert_cmpstr (text, ==, "{\"text\":\"a\xef\xbf\xbd\",\"none\":null}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-text/quote", test_quote);
  g_test_add_func ("/json-text/set", test_set);
  g_test_add_func ("/json-text/add", test_add);
  return g_test_run ();
}
