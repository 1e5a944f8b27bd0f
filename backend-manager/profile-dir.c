/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/profile-dir.h"

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_files (const char *folder, GPtrArray *problems)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name = NULL;

  if (dir == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_ptr_array_add (problems, g_strdup_printf ("%s: %s", folder, error->message));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json") && name[0] != '.')
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));

  g_ptr_array_sort (files, compare_paths);
  return g_steal_pointer (&files);
}

static const PerchProfile *
find (GPtrArray *profiles, const char *name)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      const PerchProfile *profile = g_ptr_array_index (profiles, i);

      if (g_str_equal (profile->name, name))
        return profile;
    }
  return NULL;
}

static void
load (const char *file, GPtrArray *profiles, GPtrArray *problems)
{
  g_autoptr (PerchProfile) profile = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;
  const PerchProfile *same = NULL;

  profile = perch_profile_load (file, &warnings, &error);
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    g_ptr_array_add (problems, g_strdup (warnings[i]));
  if (profile == NULL)
    {
      g_ptr_array_add (problems, g_strdup (error->message));
      return;
    }

  same = find (profiles, profile->name);
  if (same == NULL)
    g_ptr_array_add (profiles, g_steal_pointer (&profile));
  else
    g_ptr_array_add (
        problems, g_strdup_printf ("%s: /name: “%s” is taken by %s already; this file is left out",
                                   file, profile->name, same->file));
}

/**
 * perch_profile_dir_load:
 * @dir: folder of the profile files, `*.json`; need not exist
 *
 * Reads all profiles in the order of their file names. Of two with one name the first counts.
 * Blocks while it reads; any thread.
 *
 * Returns: (transfer full): what is there
 */
PerchProfileDir *
perch_profile_dir_load (const char *dir)
{
  PerchProfileDir *self = g_new0 (PerchProfileDir, 1);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  self->files = list_files (dir, problems);
  self->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_profile_unref);
  for (guint i = 0; i < self->files->len; i++)
    load (g_ptr_array_index (self->files, i), self->profiles, problems);
  g_ptr_array_add (problems, NULL);
  self->problems = g_strdupv ((GStrv) problems->pdata);
  return self;
}

/**
 * perch_profile_dir_free:
 * @self: (transfer full): what was read
 */
void
perch_profile_dir_free (PerchProfileDir *self)
{
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->profiles);
  g_strfreev (self->problems);
  g_free (self);
}
