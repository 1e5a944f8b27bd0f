/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/placeholder.h"

#include "app/triggers/trigger-error.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

static void
test_fill (void)
{
  g_autoptr (JsonNode) values =
      parse ("{\"params\":{\"x\":[1,2],\"n\":null,\"own\":\"${params.x}\"},"
             "\"event\":{\"event\":\"tick\",\"payload\":{\"a\":{\"b\":0.5}}}}");
  g_autoptr (JsonNode) node =
      parse ("{\"a\":[\"${params.x}\",\"${event.payload.a.b}\"],\"b\":{\"c\":\"${params.n}\"},"
             "\"d\":\"text\",\"e\":7,\"f\":\"${event.event}\",\"g\":\"${params.own}\",\"h\":null}");
  g_autoptr (JsonNode) filled = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  filled = perch_placeholder_fill (node, "/do", json_node_get_object (values), &error);
  g_assert_no_error (error);
  text = json_to_string (filled, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"a\":[[1,2],0.5],\"b\":{\"c\":null},\"d\":\"text\",\"e\":7,\"f\":\"tick\","
                   "\"g\":\"${params.x}\",\"h\":null}");
}

static void
test_missing (void)
{
  g_autoptr (JsonNode) values = parse ("{\"params\":{}}");
  g_autoptr (JsonNode) node = parse ("{\"a\":[1,{\"b\":\"${event.payload.x}\"}]}");
  g_autoptr (GError) error = NULL;

  g_assert_null (perch_placeholder_fill (node, "/do/0", json_node_get_object (values), &error));
  g_assert_error (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "/do/0/a/1/b: there is no event.payload.x");
}

static void
test_is (void)
{
  static const struct
  {
    const char *json;
    gboolean is;
  } cases[] = {
    { "\"${params.x}\"", TRUE },
    { "\"${params}\"", TRUE },
    { "\"${x}\"", TRUE },
    { "\"${}\"", FALSE },
    { "\"a ${params.x}\"", FALSE },
    { "\"${params.x} b\"", FALSE },
    { "\"${a}${b}\"", FALSE },
    { "\"$\"", FALSE },
    { "\"${\"", FALSE },
    { "\"${a\"", FALSE },
    { "\"\"", FALSE },
    { "5", FALSE },
    { "null", FALSE },
    { "{\"${a}\":1}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = parse (cases[i].json);

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (perch_placeholder_is (node), ==, cases[i].is);
    }
}

static void
test_check (void)
{
  g_autoptr (JsonNode) good = parse ("{\"a\":[\"${params.x}\",\"${event}\"],\"b\":\"$5\"}");
  g_autoptr (JsonNode) odd = parse ("{\"a\":[\"x\",\"hello ${params.x}\"]}");
  g_autoptr (JsonNode) wrong = parse ("{\"a\":{\"b\":\"${paramsx.y}\"}}");
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_placeholder_check (good, "/do", warnings, &error));
  g_assert_cmpuint (warnings->len, ==, 0);
  g_assert_true (perch_placeholder_check (odd, "/do", warnings, &error));
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (warnings, 0), "/do/a/1: taken as it is"));
  g_assert_false (perch_placeholder_check (wrong, "/do", warnings, &error));
  g_assert_error (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FILE);
  g_assert_cmpstr (error->message, ==,
                   "/do/a/b: expected ${params.NAME} or ${event.NAME}, found ${paramsx.y}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/placeholder/fill", test_fill);
  g_test_add_func ("/placeholder/missing", test_missing);
  g_test_add_func ("/placeholder/is", test_is);
  g_test_add_func ("/placeholder/check", test_check);
  return g_test_run ();
}
