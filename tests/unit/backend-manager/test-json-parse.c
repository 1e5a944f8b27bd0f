/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-parse.h"

#include <string.h>

static void
test_read (void)
{
  static const char text[] = "{\"a\":{\"a\":[{\"b\":1},{\"b\":2}],\"b\":null},\"b\":{},\"\":0}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = perch_json_parse (text, strlen (text), &error);
  g_autofree char *again = NULL;

  g_test_summary ("A name may come in each object.");

  g_assert_no_error (error);
  again = json_to_string (node, FALSE);
  g_assert_cmpstr (again, ==, text);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "1:1: expected a value, found the end of the text" },
    { "{\"a\":1,\"a\":1}", "line 1: “a” is there twice in one object" },
    { "{\"a\":1,\n\"\\u0061\":2,\"b\":3,\"b\":4}", "line 2: “a” is there twice in one object" },
    { "[1,{\"a\":{\"b\":1,\"c\":{},\n\n\"b\":2}}]", "line 3: “b” is there twice in one object" },
    { "{\"a\":{\"a\":1},\"b\":[{\"a\":1}],\"a\":2}", "line 1: “a” is there twice in one object" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (perch_json_parse (cases[i].text, strlen (cases[i].text), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_many_objects (void)
{
  g_autoptr (GString) text = g_string_new ("[");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, "%s{\"a\":{\"b\":%u}}", i > 0 ? "," : "", i);
  g_string_append_c (text, ']');
  node = perch_json_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-parse/read", test_read);
  g_test_add_func ("/json-parse/refused", test_refused);
  g_test_add_func ("/json-parse/many-objects", test_many_objects);
  return g_test_run ();
}
