/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-packages.h"

#include <string.h>

/* What Python's own importlib.metadata goes by, so no Python need be run: a folder
 * NAME-VERSION.dist-info, or of old and of Debian's packages NAME-VERSION.egg-info, or
 * NAME-VERSION-pyX.Y.egg-info, which may be a file. */

#define DIST_INFO ".dist-info"
#define EGG_INFO ".egg-info"

/* A package goes by any spelling of its name: case does not count, and neither does which of ".",
 * "_" and "-" is between its words. */
static char *
normalize (const char *name, gsize length)
{
  GString *text = g_string_new (NULL);
  gboolean between = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      gboolean separates = strchr ("-_.", name[i]) != NULL;

      if (separates && !between)
        g_string_append_c (text, '-');
      else if (!separates)
        g_string_append_c (text, g_ascii_tolower (name[i]));
      between = separates;
    }
  return g_string_free (text, FALSE);
}

/* What pip could not remove, or is about to install, has such a folder without a file in it. */
static gboolean
is_whole (const char *folder, const char *entry)
{
  g_autofree char *metadata = g_build_filename (folder, entry, "METADATA", NULL);

  return !g_str_has_suffix (entry, DIST_INFO) || g_file_test (metadata, G_FILE_TEST_IS_REGULAR);
}

static void
look_at (GHashTable *found, const char *folder, const char *entry, const char *const *names)
{
  const char *hyphen = strchr (entry, '-');
  const char *suffix = strrchr (entry, '.');
  g_autofree char *name = NULL;
  g_autofree char *version = NULL;

  if (suffix == NULL || !(g_str_equal (suffix, DIST_INFO) || g_str_equal (suffix, EGG_INFO)) ||
      hyphen > suffix)
    return;
  name = normalize (entry, (gsize) (hyphen - entry));
  if (!g_strv_contains (names, name) || g_hash_table_contains (found, name))
    return;
  version = g_strndup (hyphen + 1, (gsize) (suffix - hyphen - 1));
  version[strcspn (version, "-")] = '\0';
  if (*version != '\0' && g_utf8_validate (version, -1, NULL) && is_whole (folder, entry))
    g_hash_table_insert (found, g_steal_pointer (&name), g_steal_pointer (&version));
}

/**
 * perch_venv_packages_read:
 * @folders: (array zero-terminated=1): folders in which Python looks for packages, in its order;
 *   they need not be there
 * @names: (array zero-terminated=1): names of packages in lower case, with "-" between their words
 *
 * Looks which of @names are installed. Blocks while it reads the folders; any thread.
 *
 * Returns: (transfer full) (element-type utf8 utf8): the version of each that is
 */
GHashTable *
perch_venv_packages_read (const char *const *folders, const char *const *names)
{
  GHashTable *found = NULL;

  g_return_val_if_fail (folders != NULL, NULL);
  g_return_val_if_fail (names != NULL, NULL);

  found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (; *folders != NULL; folders++)
    {
      g_autoptr (GDir) dir = g_dir_open (*folders, 0, NULL);
      const char *entry = NULL;

      while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
        look_at (found, *folders, entry, names);
    }
  return found;
}
