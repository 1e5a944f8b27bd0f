/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/plain-text.h"

#include <json-glib/json-glib.h>

/* Letters that are drawn as nothing at all. */
static gboolean
is_filler (gunichar c)
{
  return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0;
}

/* What draws nothing, or makes the rest of the text look different from what it is. */
static gboolean
is_hidden (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
      return c != '\n' && c != '\t';
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
    case G_UNICODE_CONNECT_PUNCTUATION:
    case G_UNICODE_DASH_PUNCTUATION:
    case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION:
    case G_UNICODE_INITIAL_PUNCTUATION:
    case G_UNICODE_OTHER_PUNCTUATION:
    case G_UNICODE_OPEN_PUNCTUATION:
    case G_UNICODE_CURRENCY_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_MATH_SYMBOL:
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_SPACE_SEPARATOR:
    default:
      return is_filler (c);
    }
}

/**
 * perch_plain_text:
 * @text: valid UTF-8 from somebody whom nobody has to trust
 *
 * Makes @text fit for a person to decide by: line ends and tabs stay, other control characters,
 * direction marks and all else that can't be seen are shown as `⟨U+202E⟩`.
 *
 * Returns: (transfer full): what can be seen of @text, all of it
 */
char *
perch_plain_text (const char *text)
{
  GString *plain = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  plain = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_hidden (c))
        g_string_append_printf (plain, "⟨U+%04X⟩", c);
      else
        g_string_append_unichar (plain, c);
    }
  return g_string_free (plain, FALSE);
}

static char *
format_args (const char *args)
{
  g_autoptr (JsonNode) node = json_from_string (args, NULL);

  return node != NULL ? json_to_string (node, TRUE) : g_strdup (args);
}

/**
 * perch_plain_text_question:
 * @prompt: what is asked
 * @tool_name: (nullable): the tool that is to be allowed
 * @args: (nullable): its arguments, as JSON
 *
 * Returns: (transfer full): all that the person decides about, by perch_plain_text()
 */
char *
perch_plain_text_question (const char *prompt, const char *tool_name, const char *args)
{
  g_autofree char *pretty = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (prompt != NULL, NULL);

  text = g_string_new (prompt);
  if (tool_name != NULL)
    g_string_append_printf (text, "\n\n%s", tool_name);
  if (args != NULL)
    {
      pretty = format_args (args);
      g_string_append_printf (text, "%s%s", tool_name != NULL ? " " : "\n\n", pretty);
    }
  return perch_plain_text (text->str);
}
