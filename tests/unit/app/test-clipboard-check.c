/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/clipboard-check.h"

#include <string.h>

#define IMAGE(content) "{\"fragments\":[{\"type\":\"image\",\"content\":" content "}]}"
#define TEXT(more) "{\"fragments\":[{\"type\":\"text\",\"content\":\"\"}]" more "}"
#define FILES(content) "{\"fragments\":[{\"type\":\"files\",\"content\":" content "}]}"

static void
test_good (void)
{
  static const struct
  {
    const char *text;
    const char *summary;
  } cases[] = {
    { "{\"fragments\":[{\"type\":\"text\",\"content\":\"\"}]}",
      "{\"count\":1,\"types\":[\"text\"],\"bytes\":0}" },
    { " {\n\"x\" : [ {} , [1,2] ] , \"fragments\" : [ { \"content\" : \"<b>\" , \"type\" : "
      "\"html\" } , {\"type\":\"text\",\"content\":\"a\\nb\",\"mime\":null} ]\r\n} \n",
      "{\"count\":2,\"types\":[\"text\",\"html\"],\"bytes\":7}" },
    { IMAGE ("\"aGVsbG8=\""), "{\"count\":1,\"types\":[\"image\"],\"bytes\":8}" },
    { IMAGE ("\"a+\\/b\""), "{\"count\":1,\"types\":[\"image\"],\"bytes\":5}" },
    { FILES ("[\"/a\", \"file:///b\"]"), "{\"count\":1,\"types\":[\"files\"],\"bytes\":17}" },
    { TEXT (",\"x\":{\"x\":[{\"x\":\"x\"},{\"x\":\"x\",\"X\":\"x\"},\"x\"]},\"xx\":\"x:\",\"\":{}"),
      "{\"count\":1,\"types\":[\"text\"],\"bytes\":0}" },
    { "{\"fragments\":[{\"t\\u0079pe\":\"te\\u0078t\",\"content\":\"x\"}]}",
      "{\"count\":1,\"types\":[\"text\"],\"bytes\":1}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PerchClipboardSummary summary = { 0 };
      g_autoptr (JsonBuilder) builder = json_builder_new ();
      g_autoptr (JsonNode) root = NULL;
      g_autofree char *shown = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (
          perch_clipboard_check (cases[i].text, strlen (cases[i].text), &summary, &error));
      g_assert_no_error (error);
      json_builder_begin_object (builder);
      perch_clipboard_summary_add (&summary, builder);
      json_builder_end_object (builder);
      root = json_builder_get_root (builder);
      shown = json_to_string (root, FALSE);
      g_assert_cmpstr (shown, ==, cases[i].summary);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    GIOErrorEnum code;
    const char *message;
  } cases[] = {
    { "", G_IO_ERROR_INVALID_DATA,
      "The body is not JSON: 1:1: expected a value, found the end of the text" },
    { "{\"a\":1,}", G_IO_ERROR_INVALID_DATA, "The body is not JSON: 1:8: *" },
    { "{\"a\":\"\\ud800\"}", G_IO_ERROR_INVALID_DATA, "*surrogate*" },
    { "{\"a\":\"\xff\"}", G_IO_ERROR_INVALID_DATA, "The body is not UTF-8" },
    { "3", G_IO_ERROR_INVALID_ARGUMENT,
      "The body: expected an object with \"fragments\", found a number" },
    { "{\"fragments\":{}}", G_IO_ERROR_INVALID_ARGUMENT,
      "/fragments: expected an array of fragments, found an object" },
    { "{\"fragments\":[ ]}", G_IO_ERROR_INVALID_ARGUMENT, "*found an empty array" },
    { "{\"fragments\":[],\"fragments\":[]}", G_IO_ERROR_INVALID_ARGUMENT, "*twice*" },
    { "{\"fragments\":[{\"type\":\"text\",\"content\":\"\"},null]}", G_IO_ERROR_INVALID_ARGUMENT,
      "/fragments/1: expected an object, found null" },
    { "{\"fragments\":[{\"type\":\"a\",\"type\":\"b\"}]}", G_IO_ERROR_INVALID_ARGUMENT,
      "“type” is there twice in one object" },
    { TEXT (",\"source\":1,\"source\":2"), G_IO_ERROR_INVALID_ARGUMENT,
      "“source” is there twice*" },
    { TEXT (",\"source\":1,\"\\u0073ource\":2"), G_IO_ERROR_INVALID_ARGUMENT, "“source” is *" },
    { TEXT (",\"\":1,\"a\":2,\"\":[3]"), G_IO_ERROR_INVALID_ARGUMENT, "“” is there twice*" },
    { TEXT (",\"x\":[0,{\"y\":{\"z\":1,\"y\":[],\"z\" :1}}]"), G_IO_ERROR_INVALID_ARGUMENT,
      "“z” is there twice*" },
    { TEXT (",\"x\":{\"x\":{\"y\":1}},\"x\":1"), G_IO_ERROR_INVALID_ARGUMENT,
      "“x” is there twice*" },
    { "{\"fragments\":[{\"type\":\"text\",\"content\":\"\",\"mime\":1,\"mime\":1}]}",
      G_IO_ERROR_INVALID_ARGUMENT, "“mime” is there twice*" },
    { "{\"fragments\":[{\"content\":\"\"}]}", G_IO_ERROR_INVALID_ARGUMENT,
      "/fragments/0/type: expected *, found nothing" },
    { "{\"fragments\":[{\"type\":true}]}", G_IO_ERROR_INVALID_ARGUMENT, "*found a boolean" },
    { "{\"fragments\":[{\"type\":\"html\",\"content\":[]}]}", G_IO_ERROR_INVALID_ARGUMENT,
      "/fragments/0/content: expected a string, found an empty array" },
    { IMAGE ("\"\""), G_IO_ERROR_INVALID_ARGUMENT, "*base64*" },
    { IMAGE ("\"abc\""), G_IO_ERROR_INVALID_ARGUMENT, "*base64*found \"abc\"" },
    { IMAGE ("\"ab=c\""), G_IO_ERROR_INVALID_ARGUMENT, "*base64*" },
    { IMAGE ("\"a===\""), G_IO_ERROR_INVALID_ARGUMENT, "*base64*" },
    { IMAGE ("\"aGVs\\nbG8=\""), G_IO_ERROR_INVALID_ARGUMENT, "*without line breaks*" },
    { IMAGE ("\"data:image/png;base64,aGVsbG8gd29ybGQ=\""), G_IO_ERROR_INVALID_ARGUMENT,
      "*base64*found a string" },
    { FILES ("\"/a\""), G_IO_ERROR_INVALID_ARGUMENT, "*an array of paths, found \"/a\"" },
    { FILES ("[]"), G_IO_ERROR_INVALID_ARGUMENT, "*an array of paths, found an empty array" },
    { FILES ("[\"/a\",7]"), G_IO_ERROR_INVALID_ARGUMENT, "*an array of paths, found a number" },
    { FILES ("[\"\"]"), G_IO_ERROR_INVALID_ARGUMENT, "*an array of paths, found \"\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PerchClipboardSummary summary = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (
          perch_clipboard_check (cases[i].text, strlen (cases[i].text), &summary, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, G_IO_ERROR, (int) cases[i].code);
      g_assert_true (g_pattern_match_simple (cases[i].message, error->message));
    }
}

/* @before, @n times @part, then @after */
static gboolean
check_repeated (const char *before, const char *part, guint n, const char *after, GError **error)
{
  g_autoptr (GString) text = g_string_new (before);
  PerchClipboardSummary summary = { 0 };

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, after);
  return perch_clipboard_check (text->str, text->len, &summary, error);
}

static void
test_too_much (void)
{
  g_autoptr (GString) deep = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (check_repeated ("{\"fragments\":[", "{\"type\":\"text\",\"content\":\"\"},", 999,
                                 "{\"type\":\"text\",\"content\":\"\"}]}", &error));
  g_assert_no_error (error);
  g_assert_false (check_repeated ("{\"fragments\":[", "{\"type\":\"text\",\"content\":\"\"},", 1000,
                                  "{\"type\":\"text\",\"content\":\"\"}]}", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "1000 elements at most"));
  g_clear_error (&error);

  deep = g_string_new (NULL);
  for (guint i = 0; i < 99; i++)
    g_string_append_c (deep, ']');
  g_string_append_c (deep, ',');
  g_string_append (deep, &TEXT ("")[1]);
  g_assert_true (check_repeated ("{\"x\":", "[", 99, deep->str, &error));
  g_assert_no_error (error);
  g_assert_false (check_repeated ("{\"x\":", "[", 10000, "", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "100 levels"));
}

/* A clipboard with an object of @n_names beside the fragments. */
static gboolean
check_names (guint n_names, guint name_bytes, GError **error)
{
  g_autoptr (GString) text = g_string_new ("{\"x\":{");
  PerchClipboardSummary summary = { 0 };

  for (guint i = 0; i < n_names; i++)
    g_string_append_printf (text, "%s\"%0*u\":%u", i > 0 ? "," : "", (int) name_bytes, i, i);
  g_string_append (text, "},");
  g_string_append (text, &TEXT ("")[1]);
  return perch_clipboard_check (text->str, text->len, &summary, error);
}

static void
test_many_names (void)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("Looking for names that come twice has its bounds.");

  g_assert_true (check_names (1000, 4, &error));
  g_assert_no_error (error);
  g_assert_false (check_names (1001, 4, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "1000 names"));
  g_clear_error (&error);
  g_assert_true (check_names (2, 1000, &error));
  g_assert_no_error (error);
  g_assert_false (check_names (1, 1001, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "1000 bytes"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clipboard-check/good", test_good);
  g_test_add_func ("/clipboard-check/bad", test_bad);
  g_test_add_func ("/clipboard-check/too-much", test_too_much);
  g_test_add_func ("/clipboard-check/many-names", test_many_names);
  return g_test_run ();
}
