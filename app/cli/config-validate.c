/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/config-commands.h"

#include "app/cli/output.h"
#include "app/config/settings-file.h"
#include "app/config/settings-problem.h"
#include "app/paths.h"
#include "backend-manager/profile.h"
#include "backend-manager/text.h"

/* What was found in the files so far. */
typedef struct
{
  guint n_files;
  guint n_errors;
  guint n_warnings;
  JsonBuilder *builder; /* (unowned) (nullable): for programs */
} Findings;

static void
report (Findings *findings, PerchSeverity severity, const char *text)
{
  const char *word = severity == PERCH_SEVERITY_ERROR ? "error" : "warning";
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (severity == PERCH_SEVERITY_ERROR)
    findings->n_errors++;
  else
    findings->n_warnings++;
  if (findings->builder == NULL)
    {
      g_print ("%s: %s\n", word, valid);
      return;
    }
  json_builder_begin_object (findings->builder);
  json_builder_set_member_name (findings->builder, "severity");
  json_builder_add_string_value (findings->builder, word);
  json_builder_set_member_name (findings->builder, "text");
  json_builder_add_string_value (findings->builder, valid);
  json_builder_end_object (findings->builder);
}

/* What no schema can say: found only in a file that its schema likes. */
static void
look_closer (Findings *findings, const char *path, const PerchSection *section)
{
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (PerchProfile) profile = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;

  if (section != NULL)
    values = perch_settings_file_load (section, path, &warnings, &error);
  else
    profile = perch_profile_load (path, &warnings, &error);
  if (values == NULL && profile == NULL)
    report (findings, PERCH_SEVERITY_ERROR, error->message);
}

/* @section is %NULL for a backend's profile. */
static void
examine (Findings *findings, const char *path, const char *schema, const PerchSection *section)
{
  g_autoptr (GPtrArray) problems = perch_settings_file_examine (path, schema);

  findings->n_files++;
  for (guint i = 0; i < problems->len; i++)
    {
      const PerchSettingsProblem *problem = g_ptr_array_index (problems, i);

      report (findings, problem->severity, problem->text);
    }
  if (perch_settings_problems_find_error (problems) == NULL)
    look_closer (findings, path, section);
}

static gboolean
examine_one (Findings *findings, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_path_get_basename (absolute);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *folder_name = g_path_get_basename (folder);
  const PerchSection *section = perch_sections_find_file (name);

  if (section != NULL)
    examine (findings, path, section->schema, section);
  else if (g_str_equal (folder_name, "backends") && g_str_has_suffix (name, ".json"))
    examine (findings, path, "backend-profile", NULL);
  else
    return FALSE;
  return TRUE;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
examine_folder (Findings *findings, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json") && name[0] != '.')
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_paths);
  for (guint i = 0; i < names->len; i++)
    examine_one (findings, g_ptr_array_index (names, i));
}

static void
examine_all (Findings *findings)
{
  g_autofree char *settings = perch_paths_get_config_dir ();
  g_autofree char *profiles = perch_paths_get_profiles_dir ();

  examine_folder (findings, settings);
  examine_folder (findings, profiles);
}

static void
print_json (Findings *findings)
{
  g_autoptr (JsonNode) node = NULL;

  json_builder_end_array (findings->builder);
  json_builder_set_member_name (findings->builder, "files");
  json_builder_add_int_value (findings->builder, findings->n_files);
  json_builder_end_object (findings->builder);
  node = json_builder_get_root (findings->builder);
  perch_output_json (node);
}

/**
 * perch_config_validate:
 * @file: (nullable): a settings file; %NULL for all of them
 * @json: whether programs are to read it
 *
 * Looks for all that is wrong with settings files, and prints it.
 *
 * Returns: %PERCH_EXIT_FAILED when there is an error; warnings alone are none
 */
PerchExitStatus
perch_config_validate (const char *file, gboolean json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  Findings findings = { .builder = json ? builder : NULL };

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  if (file == NULL)
    examine_all (&findings);
  else if (!examine_one (&findings, file))
    {
      g_autofree char *shown = perch_text_escape (file);

      g_printerr ("perch config: %s is no settings file by its name; see \"perch config path\"\n",
                  shown);
      return PERCH_EXIT_USAGE;
    }
  if (json)
    print_json (&findings);
  else
    g_print ("%u files, %u errors, %u warnings\n", findings.n_files, findings.n_errors,
             findings.n_warnings);
  return findings.n_errors == 0 ? PERCH_EXIT_OK : PERCH_EXIT_FAILED;
}
