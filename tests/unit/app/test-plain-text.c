/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/plain-text.h"

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    const char *plain;
  } cases[] = {
    { "", "" },
    { "Allow?\n\t<b>all</b> & more", "Allow?\n\t<b>all</b> & more" },
    { "Grüße, 日本語, नमस्ते, שלום, e\u0301, 👍", "Grüße, 日本語, नमस्ते, שלום, e\u0301, 👍" },
    { "a\rb\x1b[2J\x7f", "a⟨U+000D⟩b⟨U+001B⟩[2J⟨U+007F⟩" },
    { "exe.\u202etxt\u2066\u200f", "exe.⟨U+202E⟩txt⟨U+2066⟩⟨U+200F⟩" },
    { "no\u200bthing\u00ad\ufeff\u3164", "no⟨U+200B⟩thing⟨U+00AD⟩⟨U+FEFF⟩⟨U+3164⟩" },
    { "1\u20282\u20293\xc2\x85", "1⟨U+2028⟩2⟨U+2029⟩3⟨U+0085⟩" },
    { "\ue000\U000e0041", "⟨U+E000⟩⟨U+E0041⟩" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = perch_plain_text (cases[i].text);

      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static void
test_question (void)
{
  g_autofree char *prompt = perch_plain_text_question ("Allow?", NULL, NULL);
  g_autofree char *tool =
      perch_plain_text_question ("Allow?", "r\u202em", "{\"path\":\"/\u202ex\"}");
  g_autofree char *args = perch_plain_text_question ("Allow?", NULL, "{\"n\":1}");

  g_assert_cmpstr (prompt, ==, "Allow?");
  g_assert_cmpstr (tool, ==, "Allow?\n\nr⟨U+202E⟩m {\n  \"path\" : \"/⟨U+202E⟩x\"\n}");
  g_assert_cmpstr (args, ==, "Allow?\n\n{\n  \"n\" : 1\n}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plain-text/text", test_text);
  g_test_add_func ("/plain-text/question", test_question);
  return g_test_run ();
}
