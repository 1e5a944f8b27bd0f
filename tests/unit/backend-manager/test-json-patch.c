/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-patch.h"

#include <string.h>

static void
test_texts (void)
{
  static const struct
  {
    const char *before;
    const char *changes;
    const char *after;
  } cases[] = {
    { "{\"a\":1, \"b\" : 2}\n", "{\"b\":[3]}", "{\"a\":1, \"b\" : [3]}\n" },
    { "{\n\t\"a\": 1\n}\n", "{\"b\":\"x\",\"c\":true}",
      "{\n\t\"a\": 1,\n\t\"b\": \"x\",\n\t\"c\": true\n}\n" },
    { "{}", "{\"a\":1,\"b\":2}", "{ \"a\": 1, \"b\": 2}" },
    { "{ }", "{\"a\":1}", "{ \"a\": 1 }" },
    { "{\"a\":1}", "{\"a\":null}", "{}" },
    { "{\"a\":1,\n \"b\":2}", "{\"a\":null}", "{\n \"b\":2}" },
    { "{\"a\":1,\n \"b\":2 }", "{\"b\":null}", "{\"a\":1 }" },
    { "{\"a\":1,\n \"b\" : {\"b\":\"}\"} ,\"c\":3}", "{\"b\":null}", "{\"a\":1 ,\"c\":3}" },
    { "{\"a\":1}", "{\"b\":null}", "{\"a\":1}" },
    { "{\n  \"o\": {\n    \"x\": 1,\n    \"y\": 2\n  },\n  \"a\": 1\n}", "{\"o\":{\"x\":3}}",
      "{\n  \"o\": {\n    \"x\": 3,\n    \"y\": 2\n  },\n  \"a\": 1\n}" },
    { "{\n  \"o\": {\n    \"x\": 1\n  },\n  \"a\": 1\n}", "{\"o\":{\"z\":3,\"x\":null},\"a\":2}",
      "{\n  \"o\": {\n    \"z\": 3\n  },\n  \"a\": 2\n}" },
    { "{\"a\":1}", "{\"o\":{\"x\":{\"y\":2},\"n\":null}}",
      "{\"a\":1, \"o\": { \"x\": { \"y\": 2 } }}" },
    { "{\"o\":5,\"a\":1}", "{\"o\":{\"x\":1}}", "{\"o\":{ \"x\": 1 },\"a\":1}" },
    { "{\"o\":{\"x\":1}}", "{\"o\":7}", "{\"o\":7}" },
    { "{\"o\":{\"a\":1},\"a\":2}", "{\"a\":null}", "{\"o\":{\"a\":1}}" },
    { "{\"o\":{}}", "{\"o\":{}}", "{\"o\":{}}" },
    { "{\"s\":\"\\\"a\\\": 1\",\"a\":1}", "{\"a\":2}", "{\"s\":\"\\\"a\\\": 1\",\"a\":2}" },
    { " \n{\"ä\":\"ö\"} ", "{\"ä\":\"\\u001b\"}", " \n{\"ä\":\"\\u001b\"} " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) changes = json_from_string (cases[i].changes, NULL);
      g_autofree char *after = perch_json_patch (cases[i].before, strlen (cases[i].before),
                                                 json_node_get_object (changes));

      g_assert_cmpstr (after, ==, cases[i].after);
    }
}

static void
test_length_counts (void)
{
  static const char text[] = "{\"a\":1}{\"a\":2}";
  g_autoptr (JsonNode) changes = json_from_string ("{\"a\":3}", NULL);
  g_autofree char *after = perch_json_patch (text, 7, json_node_get_object (changes));

  g_assert_cmpstr (after, ==, "{\"a\":3}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-patch/texts", test_texts);
  g_test_add_func ("/json-patch/length-counts", test_length_counts);
  return g_test_run ();
}
