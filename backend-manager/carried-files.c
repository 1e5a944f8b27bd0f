/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/carried-files.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define NAME_LENGTH 16 /* hex digits of the content hash in the folder's name */
#define SCRATCH_PREFIX ".unpack-"
#define SCRATCH_MAX_AGE_SECONDS (10 * 60)

typedef struct
{
  char *name; /* (owned): relative to the folder, with '/' */
  GBytes *bytes; /* (owned) */
} CarriedFile;

static void
carried_file_free (CarriedFile *file)
{
  g_free (file->name);
  g_bytes_unref (file->bytes);
  g_free (file);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const CarriedFile *const *file_a = a;
  const CarriedFile *const *file_b = b;

  return strcmp ((*file_a)->name, (*file_b)->name);
}

/* Appends all that is below @path, which is @prefix for the outside, to @files. */
static gboolean
collect (const char *path, const char *prefix, GPtrArray *files, GError **error)
{
  g_auto (GStrv) children = NULL;

  children = g_resources_enumerate_children (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (children == NULL)
    return FALSE;

  for (guint i = 0; children[i] != NULL; i++)
    {
      g_autofree char *child = g_strconcat (path, "/", children[i], NULL);
      g_autofree char *name = g_strconcat (prefix, children[i], NULL);
      GBytes *bytes = NULL;

      if (g_str_has_suffix (child, "/"))
        {
          child[strlen (child) - 1] = '\0';
          if (!collect (child, name, files, error))
            return FALSE;
          continue;
        }

      bytes = g_resources_lookup_data (child, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
      if (bytes == NULL)
        return FALSE;
      g_ptr_array_add (files, g_new (CarriedFile, 1));
      *(CarriedFile *) files->pdata[files->len - 1] =
          (CarriedFile){ g_steal_pointer (&name), bytes };
    }
  return TRUE;
}

/* Names and sizes go into the hash too, so that no two sets of files can run into each other. */
static char *
hash_files (GPtrArray *files)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < files->len; i++)
    {
      const CarriedFile *file = files->pdata[i];
      gsize size = 0;
      const guchar *data = g_bytes_get_data (file->bytes, &size);
      g_autofree char *head = g_strdup_printf ("%s\n%" G_GSIZE_FORMAT "\n", file->name, size);

      g_checksum_update (checksum, (const guchar *) head, -1);
      g_checksum_update (checksum, data, size);
    }
  return g_strndup (g_checksum_get_string (checksum), NAME_LENGTH);
}

static void
set_error_from_errno (GError **error, int saved_errno, const char *what, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "%s %s: %s", what, shown,
               g_strerror (saved_errno));
}

static gboolean
make_folder (const char *path, int mode, GError **error)
{
  if (g_mkdir_with_parents (path, mode) == 0)
    return TRUE;
  set_error_from_errno (error, errno, "Can't make the folder", path);
  return FALSE;
}

/* Writes those of @files that are not in @folder. */
static gboolean
write_missing (GPtrArray *files, const char *folder, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      const CarriedFile *file = files->pdata[i];
      g_autofree char *path = g_build_filename (folder, file->name, NULL);
      g_autofree char *parent = g_path_get_dirname (path);
      gsize size = 0;
      const char *data = g_bytes_get_data (file->bytes, &size);

      if (g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
        continue;
      if (!make_folder (parent, 0755, error))
        return FALSE;
      /* Durable: after a power cut a file that is there but empty would pass for an edited one. */
      if (!g_file_set_contents_full (path, data, size,
                                     G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                     0644, error))
        return FALSE;
    }
  return TRUE;
}

/* Best effort: what can't be removed is in nobody's way. Never follows a symbolic link. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

/* Removes what a Perch that was killed while it unpacked has left. One that is still at work is
 * younger than that. */
static void
remove_stale_scratch (const char *target_dir)
{
  g_autoptr (GDir) dir = g_dir_open (target_dir, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (target_dir, name, NULL);
      GStatBuf info;

      if (g_str_has_prefix (name, SCRATCH_PREFIX) && g_lstat (path, &info) == 0 &&
          now - (gint64) info.st_mtime > SCRATCH_MAX_AGE_SECONDS)
        remove_tree (path);
    }
}

/* Fills a folder beside @folder and gives it that name when it is whole. */
static gboolean
unpack_atomically (GPtrArray *files, const char *target_dir, const char *folder, GError **error)
{
  g_autofree char *scratch = g_build_filename (target_dir, SCRATCH_PREFIX "XXXXXX", NULL);

  if (g_mkdtemp_full (scratch, 0755) == NULL)
    {
      set_error_from_errno (error, errno, "Can't make a folder in", target_dir);
      return FALSE;
    }
  if (!write_missing (files, scratch, error))
    {
      remove_tree (scratch);
      return FALSE;
    }
  if (g_rename (scratch, folder) != 0)
    {
      int saved_errno = errno;

      remove_tree (scratch);
      if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        return TRUE; /* Another Perch was faster. */
      set_error_from_errno (error, saved_errno, "Can't make the folder", folder);
      return FALSE;
    }
  return TRUE;
}

/**
 * perch_carried_files_unpack:
 * @resource_dir: folder in the program's resources, without a slash at the end
 * @target_dir: folder to unpack below; made when it is not there
 * @error: return location for a #GError
 *
 * Makes sure that the files below @resource_dir are on disk, in `@target_dir/HASH/`, where `HASH`
 * stands for their names and content: each version of Perch has its own folder, and any number of
 * processes can unpack at the same time.
 *
 * A file that is there is never written again, so that a person may edit it; one that is missing is
 * put back. To return to what Perch carries, delete the file or the whole folder: the next call
 * unpacks it anew.
 *
 * Blocks for as long as the disk needs to take the files, once for each version; when all are there
 * it only looks. Call it before the main loop runs, or in a thread.
 *
 * Returns: (transfer full): the folder with the files, or %NULL with @error set; then nothing
 *   half-written is left
 */
char *
perch_carried_files_unpack (const char *resource_dir, const char *target_dir, GError **error)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *folder = NULL;
  gboolean done = FALSE;

  g_return_val_if_fail (resource_dir != NULL, NULL);
  g_return_val_if_fail (target_dir != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  files = g_ptr_array_new_with_free_func ((GDestroyNotify) carried_file_free);
  if (!collect (resource_dir, "", files, error))
    return NULL;
  g_ptr_array_sort (files, compare_names);
  hash = hash_files (files);
  folder = g_build_filename (target_dir, hash, NULL);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      if (!make_folder (target_dir, 0700, error))
        return NULL;
      remove_stale_scratch (target_dir);
      done = unpack_atomically (files, target_dir, folder, error);
    }
  else
    done = write_missing (files, folder, error);

  return done ? g_steal_pointer (&folder) : NULL;
}
