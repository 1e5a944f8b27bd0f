/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/language.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "backend-manager/json-file.h"

/* Before anything else is read: the first text that is looked up settles what all the others are
 * looked up in. What is wrong with the file is said later, by the settings.
 *
 * Returns: (transfer full): "" for the language of the system */
static char *
read_wanted (const char *config_dir)
{
  g_autofree char *path = g_build_filename (config_dir, "companion-settings.json", NULL);
  g_autoptr (JsonObject) values = perch_json_file_load (path, NULL);
  JsonNode *language = values != NULL ? json_object_get_member (values, "language") : NULL;

  if (language == NULL || json_node_get_value_type (language) != G_TYPE_STRING)
    return g_strdup ("");
  return json_node_dup_string (language);
}

/* What libc says of errors ends up in the log, at the ports and in the middle of our own sentences,
 * none of which are translated: these have to stay what people search for and send in. */
static void
keep_errors_english (void)
{
  bindtextdomain ("libc", "/dev/null");
}

/* gettext looks at $LANGUAGE first, but not at all in the locale "C". */
static void
prefer (const char *language)
{
  const char *messages = setlocale (LC_MESSAGES, NULL);

  g_setenv ("LANGUAGE", language, TRUE);
  if (g_strcmp0 (messages, "C") == 0 || g_strcmp0 (messages, "POSIX") == 0)
    setlocale (LC_MESSAGES, "C.UTF-8");
}

/**
 * perch_language_apply:
 * @config_dir: (type filename): where `companion-settings.json` is, or is not yet
 * @catalogue_dir: (type filename): where translations are, `LANGUAGE/LC_MESSAGES/perch.mo`
 *
 * Makes all texts for people come in the language that the person has chosen in the setting
 * `language`, or else in that of the system. Numbers and times are written as the system's locale
 * says in any case. To be called once, before any text is shown and before there are threads.
 */
void
perch_language_apply (const char *config_dir, const char *catalogue_dir)
{
  g_autofree char *wanted = NULL;

  g_return_if_fail (config_dir != NULL);
  g_return_if_fail (catalogue_dir != NULL);

  setlocale (LC_ALL, "");
  keep_errors_english ();
  wanted = read_wanted (config_dir);
  if (wanted[0] != '\0')
    prefer (wanted);
  bindtextdomain (GETTEXT_PACKAGE, catalogue_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/**
 * perch_language_is_right_to_left:
 *
 * Returns: whether the texts that are shown are read from right to left
 */
gboolean
perch_language_is_right_to_left (void)
{
  /* Translators: not shown to anybody. Make it “direction:RTL” if your language is read from right
   * to left, and leave it as it is if it is read from left to right. */
  return g_str_equal (_ ("direction:LTR"), "direction:RTL");
}
