/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-fields.h"

#include "backend-manager/error.h"

typedef struct
{
  JsonNode *root;
  GPtrArray *warnings;
  PerchJsonFields fields;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->root = json_from_string (
      "{\"text\":\"x\",\"number\":7,\"half\":0.5,\"yes\":true,\"none\":null,\"list\":[\"a\",\"b\"],"
      "\"mixed\":[\"a\",1],\"inner\":{},\"a/b~c\\n\":1,\"minus\":-1,\"big\":4294967296}",
      NULL);
  fixture->warnings = g_ptr_array_new_with_free_func (g_free);
  fixture->fields.object = json_node_get_object (fixture->root);
  fixture->fields.pointer = "/top";
  fixture->fields.warnings = fixture->warnings;
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->warnings);
  json_node_unref (fixture->root);
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "w", "x", NULL };
  const PerchJsonFields *fields = &fixture->fields;
  g_autofree char *text = g_strdup ("default");
  g_auto (GStrv) list = NULL;
  JsonObject *inner = NULL;
  gboolean yes = FALSE;
  guint word = 0;
  guint number = 0;

  g_assert_true (perch_json_fields_get_string (fields, "absent", &text, NULL));
  g_assert_cmpstr (text, ==, "default");
  g_assert_true (perch_json_fields_get_string (fields, "text", &text, NULL));
  g_assert_cmpstr (text, ==, "x");
  g_assert_true (perch_json_fields_get_uint (fields, "number", 7, 7, &number, NULL));
  g_assert_cmpuint (number, ==, 7);
  g_assert_true (perch_json_fields_get_boolean (fields, "yes", &yes, NULL));
  g_assert_true (yes);
  g_assert_true (perch_json_fields_get_word (fields, "text", words, &word, NULL));
  g_assert_cmpuint (word, ==, 1);
  g_assert_true (perch_json_fields_get_strv (fields, "list", &list, NULL));
  g_assert_cmpuint (g_strv_length (list), ==, 2);
  g_assert_cmpstr (list[1], ==, "b");
  g_assert_true (perch_json_fields_get_object (fields, "inner", &inner, NULL));
  g_assert_nonnull (inner);
  g_assert_true (perch_json_fields_get_object (fields, "absent", &inner, NULL));
  g_assert_null (inner);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  const PerchJsonFields *fields = &fixture->fields;
  g_autoptr (JsonObject) mixed = NULL;
  g_autoptr (JsonObject) absent = NULL;
  g_autoptr (JsonObject) wrong = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  PerchJsonFields list = { .pointer = "/top/mixed" };

  g_assert_true (perch_json_fields_get_list (fields, "mixed", &mixed, NULL));
  list.object = mixed;
  g_assert_cmpuint (json_object_get_size (mixed), ==, 2);
  g_assert_true (perch_json_fields_get_string (&list, "0", &text, NULL));
  g_assert_cmpstr (text, ==, "a");
  g_assert_false (perch_json_fields_get_string (&list, "1", &text, &error));
  g_assert_cmpstr (error->message, ==, "/top/mixed/1: expected a string, found 1");
  g_clear_error (&error);

  g_assert_true (perch_json_fields_get_list (fields, "absent", &absent, NULL));
  g_assert_null (absent);
  g_assert_false (perch_json_fields_get_list (fields, "inner", &wrong, &error));
  g_assert_cmpstr (error->message, ==, "/top/inner: expected an array, found an object");
}

static void
assert_message (gboolean result, GError **error, const char *message)
{
  g_assert_false (result);
  g_assert_error (*error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE);
  g_assert_cmpstr ((*error)->message, ==, message);
  g_clear_error (error);
}

static void
test_wrong_types (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "w", "y", NULL };
  const PerchJsonFields *fields = &fixture->fields;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) list = NULL;
  JsonObject *inner = NULL;
  gboolean yes = FALSE;
  guint number = 3;

  assert_message (perch_json_fields_get_string (fields, "number", &text, &error), &error,
                  "/top/number: expected a string, found 7");
  assert_message (perch_json_fields_get_string (fields, "none", &text, &error), &error,
                  "/top/none: expected a string, found null");
  assert_message (perch_json_fields_get_string (fields, "a/b~c\n", &text, &error), &error,
                  "/top/a~1b~0c\\x0a: expected a string, found 1");
  assert_message (perch_json_fields_get_uint (fields, "text", 0, 9, &number, &error), &error,
                  "/top/text: expected an integer from 0 to 9, found the string \"x\"");
  assert_message (perch_json_fields_get_uint (fields, "half", 0, 9, &number, &error), &error,
                  "/top/half: expected an integer from 0 to 9, found 0.5");
  assert_message (perch_json_fields_get_uint (fields, "number", 0, 6, &number, &error), &error,
                  "/top/number: expected an integer from 0 to 6, found 7");
  assert_message (perch_json_fields_get_uint (fields, "minus", 0, 9, &number, &error), &error,
                  "/top/minus: expected an integer from 0 to 9, found -1");
  assert_message (perch_json_fields_get_uint (fields, "big", 0, 9, &number, &error), &error,
                  "/top/big: expected an integer from 0 to 9, found 4294967296");
  g_assert_cmpuint (number, ==, 3);
  assert_message (perch_json_fields_get_boolean (fields, "number", &yes, &error), &error,
                  "/top/number: expected true or false, found 7");
  assert_message (perch_json_fields_get_word (fields, "text", words, &number, &error), &error,
                  "/top/text: expected one of \"w\", \"y\", found the string \"x\"");
  assert_message (perch_json_fields_get_word (fields, "yes", words, &number, &error), &error,
                  "/top/yes: expected one of \"w\", \"y\", found true");
  assert_message (perch_json_fields_get_strv (fields, "inner", &list, &error), &error,
                  "/top/inner: expected an array of strings, found an object");
  assert_message (perch_json_fields_get_strv (fields, "mixed", &list, &error), &error,
                  "/top/mixed/1: expected a string, found 1");
  assert_message (perch_json_fields_get_object (fields, "list", &inner, &error), &error,
                  "/top/list: expected an object, found an array");
  assert_message (perch_json_fields_refuse (fields, "absent", "a path", &error), &error,
                  "/top/absent: expected a path, found nothing");
}

static void
test_long_string_is_cut (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *endless = g_strnfill (100000, 'x');
  guint number = 0;

  json_object_set_string_member (fixture->fields.object, "endless", endless);
  g_assert_false (perch_json_fields_get_uint (&fixture->fields, "endless", 0, 9, &number, &error));
  g_assert_cmpuint (g_utf8_strlen (error->message, -1), <, 160);
  g_assert_true (g_str_has_suffix (error->message, "xxx…\""));
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  static const char *const known[] = { "text",  "numbers", "half",    "yes",   "none", "list",
                                       "mixed", "inner",   "a/b~c\n", "minus", NULL };

  perch_json_fields_warn_unknown (&fixture->fields, known);
  g_assert_cmpuint (fixture->warnings->len, ==, 2);
  g_assert_cmpstr (fixture->warnings->pdata[0], ==,
                   "/top/number: unknown, and ignored; did you mean \"numbers\"?");
  g_assert_cmpstr (fixture->warnings->pdata[1], ==, "/top/big: unknown, and ignored");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/json-fields/" name, Fixture, NULL, setup, func, teardown)
  ADD ("values", test_values);
  ADD ("list", test_list);
  ADD ("wrong-types", test_wrong_types);
  ADD ("long-string-is-cut", test_long_string_is_cut);
  ADD ("unknown", test_unknown);
  return g_test_run ();
}
