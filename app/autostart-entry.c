/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/autostart-entry.h"

#include <string.h>

#include "app/branding/branding.h"
#include "app/product-name.h"
#include "app/server/instance.h"

/* Desktop Application Autostart Specification 0.5. An entry that is hidden counts as one that is
 * not there. The other key is that of GNOME's tools, and of others who learnt from them. */
#define HIDDEN G_KEY_FILE_DESKTOP_KEY_HIDDEN
#define GNOME_ENABLED "X-GNOME-Autostart-enabled"

#define BRANDING PERCH_BRANDING_VARIABLE "="

#define GROUP G_KEY_FILE_DESKTOP_GROUP
#define FLAGS (G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS)

/* Desktop Entry Specification 1.5, "The Exec key": in double quotes, where four characters need a
 * backslash, and a percent sign is two. */
static char *
quote_for_exec (const char *program)
{
  GString *quoted = g_string_new ("\"");

  for (const char *p = program; *p != '\0'; p++)
    {
      if (strchr ("\"`$\\", *p) != NULL)
        g_string_append_c (quoted, '\\');
      else if (*p == '%')
        g_string_append_c (quoted, '%');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

/* What a login does not know by itself: which product this is, or which instance. A product found
 * beside its program needs neither, and the second does no harm.
 *
 * Returns: (transfer full) (nullable): */
static char *
build_assignment (const PerchAutostartProgram *what)
{
  const char *instance = perch_instance_get_name ();

  if (what->branding != NULL)
    return g_strconcat (BRANDING, what->branding, NULL);
  if (g_str_equal (instance, PERCH_INSTANCE_USUAL))
    return NULL;
  return g_strconcat (PERCH_INSTANCE_VARIABLE "=", instance, NULL);
}

/* What names files, which all move together. */
static void
set_program (GKeyFile *entry, const PerchAutostartProgram *what)
{
  g_autofree char *assignment = build_assignment (what);
  g_autofree char *quoted = quote_for_exec (what->program);
  g_autofree char *command = NULL;

  if (assignment != NULL)
    {
      g_autofree char *variable = quote_for_exec (assignment);

      command = g_strdup_printf ("env %s %s run --hidden", variable, quoted);
    }
  else
    command = g_strdup_printf ("%s run --hidden", quoted);
  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, command);
  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, what->icon);
}

static GKeyFile *
build_entry (const PerchAutostartProgram *what)
{
  GKeyFile *entry = g_key_file_new ();

  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, perch_product_name ());
  set_program (entry, what);
  g_key_file_set_boolean (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_TERMINAL, FALSE);
  return entry;
}

/* Returns: (transfer full) (nullable): the entry, if it is one */
static GKeyFile *
parse (const char *text)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();

  if (!g_key_file_load_from_data (entry, text, strlen (text), FLAGS, NULL) ||
      !g_key_file_has_group (entry, GROUP))
    return NULL;
  return g_steal_pointer (&entry);
}

/* Returns: (nullable): the program that is started at last; `env` and what it sets come before it
 */
static const char *
find_program (const char *const *argv)
{
  while (*argv != NULL && (g_str_equal (*argv, "env") || strchr (*argv, '=') != NULL))
    argv++;
  return *argv;
}

/* Whether it is to be a product whose file has been moved or removed. */
static gboolean
names_no_branding (const char *const *argv)
{
  gboolean names_none = FALSE;

  for (; *argv != NULL && !names_none; argv++)
    {
      const char *path = g_str_has_prefix (*argv, BRANDING) ? *argv + strlen (BRANDING) : NULL;

      names_none = path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS);
    }
  return names_none;
}

/* The other way round than quote_for_exec().
 *
 * Returns: (transfer full) (nullable): the words of the command, %NULL if there is none */
static GStrv
parse_exec (GKeyFile *entry)
{
  g_autofree char *command =
      g_key_file_get_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, NULL);
  GStrv argv = NULL;

  if (command == NULL || !g_shell_parse_argv (command, NULL, &argv, NULL))
    return NULL;
  for (guint i = 0; argv[i] != NULL; i++)
    {
      GString *word = g_string_new (argv[i]);

      g_string_replace (word, "%%", "%", 0);
      g_free (argv[i]);
      argv[i] = g_string_free (word, FALSE);
    }
  return argv;
}

/* A program that has been moved or removed. What is found in the PATH is nobody's mistake. */
static gboolean
starts_nothing (GKeyFile *entry)
{
  g_auto (GStrv) argv = parse_exec (entry);
  const char *program = argv != NULL ? find_program ((const char *const *) argv) : NULL;

  if (program == NULL || names_no_branding ((const char *const *) argv))
    return TRUE;
  return g_path_is_absolute (program) && !g_file_test (program, G_FILE_TEST_IS_EXECUTABLE);
}

/**
 * perch_autostart_entry_is_on:
 * @text: an autostart entry
 *
 * Returns: whether it starts something at login
 */
gboolean
perch_autostart_entry_is_on (const char *text)
{
  g_autoptr (GKeyFile) entry = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  entry = parse (text);
  if (entry == NULL || g_key_file_get_boolean (entry, GROUP, HIDDEN, NULL))
    return FALSE;
  return !g_key_file_has_key (entry, GROUP, GNOME_ENABLED, NULL) ||
         g_key_file_get_boolean (entry, GROUP, GNOME_ENABLED, NULL);
}

/**
 * perch_autostart_entry_is_stale:
 * @text: an autostart entry
 *
 * Returns: whether the program that it starts is not there any more
 */
gboolean
perch_autostart_entry_is_stale (const char *text)
{
  g_autoptr (GKeyFile) entry = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  entry = parse (text);
  return entry == NULL || starts_nothing (entry);
}

/**
 * perch_autostart_entry_switch_on:
 * @text: (nullable): the entry that is there
 * @what: what it is to start
 *
 * Makes an entry that starts Perch at login. What somebody has written into the one that is there
 * stays as it is; where that starts nothing, it gets the program and the icon of @what.
 *
 * Returns: (transfer full): its text
 */
char *
perch_autostart_entry_switch_on (const char *text, const PerchAutostartProgram *what)
{
  g_autoptr (GKeyFile) entry = NULL;

  g_return_val_if_fail (what != NULL, NULL);

  entry = text != NULL ? parse (text) : NULL;
  if (entry == NULL)
    entry = build_entry (what);
  g_key_file_remove_key (entry, GROUP, HIDDEN, NULL);
  g_key_file_remove_key (entry, GROUP, GNOME_ENABLED, NULL);
  if (starts_nothing (entry))
    set_program (entry, what);
  return g_key_file_to_data (entry, NULL, NULL);
}

/**
 * perch_autostart_entry_switch_off:
 * @text: the entry that is there
 * @what: what it is to start
 *
 * Returns: (transfer full) (nullable): what takes its place, with all that somebody has written
 *   into it; %NULL if it is as Perch makes them and can go
 */
char *
perch_autostart_entry_switch_off (const char *text, const PerchAutostartProgram *what)
{
  g_autofree char *own = NULL;
  g_autoptr (GKeyFile) entry = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (what != NULL, NULL);

  own = perch_autostart_entry_switch_on (NULL, what);
  entry = parse (text);
  if (entry == NULL || g_str_equal (text, own))
    return NULL;
  g_key_file_set_boolean (entry, GROUP, HIDDEN, TRUE);
  return g_key_file_to_data (entry, NULL, NULL);
}
