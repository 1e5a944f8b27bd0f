/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-file.h"

#include <string.h>

#include "app/config/json-compare.h"
#include "app/config/json-place.h"
#include "app/config/schema.h"
#include "app/config/settings-error.h"
#include "backend-manager/json-file.h"
#include "backend-manager/json-patch.h"
#include "backend-manager/text.h"

static void
set_error (PerchSettingsError code, const char *path, const char *message, GError **error)
{
  g_autofree char *shown = perch_text_escape (path);

  g_set_error (error, PERCH_SETTINGS_ERROR, (int) code, "%s: %s", shown, message);
}

static JsonObject *
parse (const char *text, gsize length, PerchSettingsError code, const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  JsonObject *object = perch_json_file_parse (text, length, &problem);

  if (object == NULL)
    set_error (code, path, problem->message, error);
  return object;
}

/* All is said of the first error, and of the others how many they are. */
static gboolean
report_errors (const GPtrArray *problems, PerchSettingsError code, const char *path, GError **error)
{
  const PerchSettingsProblem *first = perch_settings_problems_find_error (problems);
  g_autoptr (GString) text = NULL;
  g_autofree char *of_first = NULL;
  guint n_errors = 0;

  if (first == NULL)
    return TRUE;
  of_first = perch_settings_problem_format (first);
  text = g_string_new (of_first);
  for (guint i = 0; i < problems->len; i++)
    n_errors += ((const PerchSettingsProblem *) g_ptr_array_index (problems, i))->severity ==
                PERCH_SEVERITY_ERROR;
  if (n_errors > 1)
    g_string_append_printf (text, " (and %u more, see \"perch config validate\")", n_errors - 1);
  set_error (code, path, text->str, error);
  return FALSE;
}

static GStrv
collect_warnings (const GPtrArray *problems, const char *path)
{
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  g_autofree char *shown = perch_text_escape (path);

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = perch_settings_problem_format (g_ptr_array_index (problems, i));
      g_autofree char *warning = g_strdup_printf ("%s: %s", shown, text);

      g_strv_builder_add (warnings, warning);
    }
  return g_strv_builder_end (warnings);
}

static gboolean
check (const PerchSection *section,
       JsonObject *values,
       PerchSettingsError code,
       const char *path,
       GStrv *warnings,
       GError **error)
{
  g_autoptr (PerchSchema) schema = perch_schema_load (section->schema);
  g_autoptr (GPtrArray) problems = perch_settings_problems_new ();
  g_autoptr (GError) problem = NULL;

  perch_schema_check (schema, values, problems);
  if (!report_errors (problems, code, path, error))
    return FALSE;
  if (section->check != NULL && !section->check (values, &problem))
    {
      set_error (code, path, problem->message, error);
      return FALSE;
    }
  *warnings = collect_warnings (problems, path);
  return TRUE;
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
}

static char *
read_text (const char *path, gsize *length, GError **error)
{
  g_autoptr (GError) problem = NULL;
  char *text = perch_json_file_read (path, length, &problem);

  if (text == NULL)
    set_error (PERCH_SETTINGS_ERROR_FILE, path, problem->message, error);
  return text;
}

/**
 * perch_settings_file_load_if_there:
 * @section: what kind of file it is
 * @path: where it is
 * @warnings: (out) (transfer full): what should be looked at, a sentence each that names the file;
 *   left alone on an error
 * @error: %PERCH_SETTINGS_ERROR_FILE: what is wrong with the file, with its name and place
 *
 * Reads and checks a settings file. Blocks for as long as it takes to read 1 MiB; any thread.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL without @error when there is no file
 */
JsonObject *
perch_settings_file_load_if_there (const PerchSection *section,
                                   const char *path,
                                   GStrv *warnings,
                                   GError **error)
{
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_return_val_if_fail (section != NULL && path != NULL, NULL);
  g_return_val_if_fail (warnings != NULL, NULL);

  if (!is_there (path))
    return NULL;
  text = read_text (path, &length, &problem);
  if (text == NULL)
    {
      if (is_there (path)) /* else it has gone meanwhile */
        g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  values = parse (text, length, PERCH_SETTINGS_ERROR_FILE, path, error);
  if (values == NULL || !check (section, values, PERCH_SETTINGS_ERROR_FILE, path, warnings, error))
    return NULL;
  return g_steal_pointer (&values);
}

/**
 * perch_settings_file_load:
 * @section: what kind of file it is
 * @path: where it is
 * @warnings: (out) (transfer full): as perch_settings_file_load_if_there()
 * @error: as there
 *
 * The same for where no file means that nothing is said.
 *
 * Returns: (transfer full) (nullable): what it says; nothing when there is no file
 */
JsonObject *
perch_settings_file_load (const PerchSection *section,
                          const char *path,
                          GStrv *warnings,
                          GError **error)
{
  g_autoptr (GError) problem = NULL;
  JsonObject *values = perch_settings_file_load_if_there (section, path, warnings, &problem);

  if (values == NULL && problem == NULL)
    {
      *warnings = g_new0 (char *, 1);
      return json_object_new ();
    }
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return values;
}

/**
 * perch_settings_file_complete:
 * @section: what kind of file it is
 * @values: what the file says, checked
 *
 * Returns: (transfer full): @values with the defaults for all that they don't say, and without
 *   what is for editors
 */
JsonObject *
perch_settings_file_complete (const PerchSection *section, JsonObject *values)
{
  g_autoptr (PerchSchema) schema = NULL;
  JsonObject *all = NULL;

  g_return_val_if_fail (section != NULL && values != NULL, NULL);

  schema = perch_schema_load (section->schema);
  all = perch_json_object_copy (values);
  perch_schema_fill (schema, all);
  if (json_object_has_member (all, "$schema"))
    json_object_remove_member (all, "$schema");
  return all;
}

/* In a file, a member that nobody knows may be from a newer version; asked for, it is a mistake. */
static gboolean
check_known (const PerchSection *section, JsonObject *changes, GError **error)
{
  g_autoptr (PerchSchema) schema = perch_schema_load (section->schema);
  g_autoptr (GPtrArray) problems = perch_settings_problems_new ();

  perch_schema_check (schema, changes, problems);
  for (guint i = 0; i < problems->len; i++)
    {
      const PerchSettingsProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *text = perch_settings_problem_format (problem);

      if (problem->severity != PERCH_SEVERITY_WARNING)
        continue;
      g_set_error_literal (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE, text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
save (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) problem = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (perch_json_file_write (path, text, &problem))
    return TRUE;
  set_error (PERCH_SETTINGS_ERROR_SAVE, path, problem->message, error);
  return FALSE;
}

/* Returns: (transfer full): the text of a new file. It leaves out what is as usual where the seed
 * does, so that a later version can have other defaults. */
static char *
build_text (const PerchSection *section, JsonObject *in_force)
{
  const char *seed = section->get_seed ();
  g_autoptr (JsonObject) said = NULL;
  g_autoptr (JsonObject) usual = NULL;
  g_autoptr (JsonObject) unusual = NULL;

  if (in_force == NULL)
    return g_strdup (seed);
  said = perch_json_file_parse (seed, strlen (seed), NULL);
  usual = perch_settings_file_complete (section, said);
  unusual = perch_json_pick_changes (usual, in_force);
  return perch_json_patch (seed, strlen (seed), unusual);
}

/**
 * perch_settings_file_change:
 * @section: what kind of file it is
 * @path: where it is, or is to be
 * @changes: what is to be another, see perch_json_patch()
 * @warnings: (out) (transfer full): as perch_settings_file_load()
 * @error: #PerchSettingsError; the file is then as it was
 *
 * perch_settings_file_change_in_force() for where nothing is in force: a file that is not there
 * begins with the defaults.
 *
 * Returns: (transfer full) (nullable): what the file says now
 */
JsonObject *
perch_settings_file_change (const PerchSection *section,
                            const char *path,
                            JsonObject *changes,
                            GStrv *warnings,
                            GError **error)
{
  return perch_settings_file_change_in_force (section, path, NULL, changes, warnings, error);
}

/**
 * perch_settings_file_change_in_force:
 * @section: what kind of file it is
 * @path: where it is, or is to be
 * @in_force: (nullable): what a file that is not there begins with, checked and complete; %NULL for
 *   the defaults
 * @changes: what is to be another, see perch_json_patch()
 * @warnings: (out) (transfer full): as perch_settings_file_load()
 * @error: #PerchSettingsError; the file is then as it was
 *
 * Changes values in a settings file, if the outcome is a good one. The file is replaced as a whole,
 * see perch_json_file_write(). Blocks until it is on the disk; any thread, but one at a time for
 * one file.
 *
 * Returns: (transfer full) (nullable): what the file says now
 */
JsonObject *
perch_settings_file_change_in_force (const PerchSection *section,
                                     const char *path,
                                     JsonObject *in_force,
                                     JsonObject *changes,
                                     GStrv *warnings,
                                     GError **error)
{
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  const char *saved = NULL;
  gsize length = 0;

  g_return_val_if_fail (section != NULL && path != NULL, NULL);
  g_return_val_if_fail (changes != NULL && warnings != NULL, NULL);

  if (!check_known (section, changes, error))
    return NULL;
  if (is_there (path))
    saved = text = read_text (path, &length, error);
  else
    {
      text = build_text (section, in_force);
      length = strlen (text);
      saved = section->get_seed (); /* no file says as much as this one */
    }
  before = text != NULL ? parse (text, length, PERCH_SETTINGS_ERROR_FILE, path, error) : NULL;
  if (before == NULL)
    return NULL;

  /* The second reading is the proof that what is written can be read again. */
  changed = perch_json_patch (text, length, changes);
  after = parse (changed, strlen (changed), PERCH_SETTINGS_ERROR_VALUE, path, error);
  if (after == NULL || !check (section, after, PERCH_SETTINGS_ERROR_VALUE, path, warnings, error))
    return NULL;
  if (!g_str_equal (changed, saved) && !save (path, changed, error))
    {
      g_clear_pointer (warnings, g_strfreev);
      return NULL;
    }
  return g_steal_pointer (&after);
}

static void
take_line (GPtrArray *lines, const char *path, guint line, PerchSeverity severity, const char *text)
{
  g_autofree char *shown = perch_text_escape (path);

  perch_settings_problems_take (lines, severity, "",
                                line != 0 ? g_strdup_printf ("%s:%u: %s", shown, line, text)
                                          : g_strdup_printf ("%s: %s", shown, text));
}

/**
 * perch_settings_file_examine:
 * @path: a settings file
 * @schema: its schema, see perch_schema_load()
 *
 * Looks for all that is wrong with a file. Blocks for as long as it takes to read 1 MiB.
 *
 * Returns: (transfer full) (element-type PerchSettingsProblem): whose texts are
 *   `FILE:LINE: POINTER: what is wrong`, and whose pointers are empty
 */
GPtrArray *
perch_settings_file_examine (const char *path, const char *schema)
{
  GPtrArray *lines = perch_settings_problems_new ();
  g_autoptr (GPtrArray) problems = perch_settings_problems_new ();
  g_autoptr (PerchSchema) loaded = NULL;
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_return_val_if_fail (path != NULL && schema != NULL, NULL);

  text = perch_json_file_read (path, &length, &error);
  values = text != NULL ? perch_json_file_parse (text, length, &error) : NULL;
  if (values == NULL)
    {
      take_line (lines, path, 0, PERCH_SEVERITY_ERROR, error->message);
      return lines;
    }
  loaded = perch_schema_load (schema);
  perch_schema_check (loaded, values, problems);
  for (guint i = 0; i < problems->len; i++)
    {
      const PerchSettingsProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *shown = perch_settings_problem_format (problem);

      take_line (lines, path, perch_json_find_line (text, length, problem->pointer),
                 problem->severity, shown);
    }
  return lines;
}
