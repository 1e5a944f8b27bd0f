/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-form.h"

#include "backend-manager/json-file.h"

static gboolean
read_text (PerchAskForm *form, const char *text, GError **error)
{
  g_autoptr (JsonObject) object = perch_json_file_parse (text, strlen (text), NULL);

  g_assert_nonnull (object);
  return perch_ask_form_read (form, object, error);
}

static void
test_defaults (void)
{
  g_auto (PerchAskForm) form = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (read_text (&form, "{\"prompt\":\"Allow?\",\"more\":1}", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (form.prompt, ==, "Allow?");
  g_assert_null (form.tool_name);
  g_assert_null (form.args);
  g_assert_cmpuint (form.timeout_ms, ==, 60000);
  g_assert_true (form.wait);
}

static void
test_tool (void)
{
  g_auto (PerchAskForm) form = { 0 };

  g_assert_true (read_text (&form,
                            "{\"tool_name\":\"rm\",\"args\":{\"path\": \"/x\"},\"timeout\":2.5,"
                            "\"wait\":false}",
                            NULL));
  g_assert_nonnull (strstr (form.prompt, "rm"));
  g_assert_cmpstr (form.tool_name, ==, "rm");
  g_assert_cmpstr (form.args, ==, "{\"path\":\"/x\"}");
  g_assert_cmpuint (form.timeout_ms, ==, 2500);
  g_assert_false (form.wait);
}

static void
test_both (void)
{
  g_auto (PerchAskForm) form = { 0 };

  g_assert_true (read_text (&form, "{\"prompt\":\"Really?\",\"tool_name\":\"rm\"}", NULL));
  g_assert_cmpstr (form.prompt, ==, "Really?");
  g_assert_cmpstr (form.tool_name, ==, "rm");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *place;
  } cases[] = {
    { "{}", "/prompt: expected what the person is asked, found nothing" },
    { "{\"prompt\":\"\"}", "/prompt: " },
    { "{\"prompt\":\" \\n\\t \"}", "/prompt: " },
    { "{\"prompt\":3}", "/prompt: expected a string, found 3" },
    { "{\"prompt\":null}", "/prompt: " },
    { "{\"tool_name\":\"\"}", "/tool_name: " },
    { "{\"tool_name\":[]}", "/tool_name: " },
    { "{\"tool_name\":\"x\",\"args\":[]}", "/args: expected an object" },
    { "{\"prompt\":\"?\",\"timeout\":0}",
      "/timeout: expected seconds, from 0.1 to 86400, found 0" },
    { "{\"prompt\":\"?\",\"timeout\":-1.5}", "/timeout: " },
    { "{\"prompt\":\"?\",\"timeout\":86401}", "/timeout: " },
    { "{\"prompt\":\"?\",\"timeout\":1e300}", "/timeout: " },
    { "{\"prompt\":\"?\",\"timeout\":\"5\"}", "/timeout: " },
    { "{\"prompt\":\"?\",\"timeout\":{}}", "/timeout: " },
    { "{\"prompt\":\"?\",\"timeout\":null}", "/timeout: " },
    { "{\"prompt\":\"?\",\"wait\":1}", "/wait: expected true or false, found 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchAskForm) form = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (read_text (&form, cases[i].text, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].place));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ask-form/defaults", test_defaults);
  g_test_add_func ("/ask-form/tool", test_tool);
  g_test_add_func ("/ask-form/both", test_both);
  g_test_add_func ("/ask-form/refused", test_refused);
  return g_test_run ();
}
