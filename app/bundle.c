/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/bundle-profile.h"
#include "app/bundle-writer.h"
#include "app/journal/journal-file.h"
#include "app/paths.h"

#define MAX_SETTINGS_BYTES (1024 * 1024)
#define MAX_LOG_BYTES (PERCH_JOURNAL_FILE_BYTES + 1024 * 1024)

typedef struct
{
  PerchBundleWriter *writer; /* (owned) */
  PerchMask *mask; /* (unowned) */
} Bundle;

/* What a file of ours can't be is not read: a link out of the folder, a FIFO, something huge. */
static gboolean
read_file (const char *path, gsize max_bytes, GString *contents, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  struct stat info;
  gssize n = -1;

  if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) &&
      (gsize) info.st_size <= max_bytes)
    {
      g_string_set_size (contents, info.st_size);
      n = read (fd, contents->str, info.st_size);
      g_string_truncate (contents, MAX (n, 0));
      if (n < 0)
        g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
    }
  else if (fd < 0)
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno),
                         errno == ELOOP ? "it is a symbolic link" : g_strerror (errno));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         "it is no regular file, or larger than such a file can be");
  if (fd >= 0)
    close (fd);
  return n >= 0;
}

static gboolean
add (Bundle *bundle, const char *name, GString *text, GError **error)
{
  const char *home = g_get_home_dir ();

  if (strlen (home) > 1)
    g_string_replace (text, home, "~", 0);
  return perch_bundle_writer_add (bundle->writer, name, text->str, text->len, error);
}

/* Lines from before the journal masked them are masked here. */
static gboolean
add_log (Bundle *bundle, const char *log, guint age, GError **error)
{
  g_autofree char *directory = perch_paths_get_state_dir ();
  g_autofree char *path = perch_journal_file_build_path (directory, log, age);
  g_autofree char *name = perch_journal_file_build_path ("logs", log, age);
  g_autoptr (GString) contents = g_string_new (NULL);
  g_autoptr (GString) masked = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *end = NULL;

  if (!read_file (path, MAX_LOG_BYTES, contents, &local_error))
    {
      perch_bundle_writer_leave_out (bundle->writer, name, local_error->message);
      return TRUE;
    }
  masked = g_string_sized_new (contents->len);
  for (const char *line = contents->str; line < contents->str + contents->len; line = end + 1)
    {
      gboolean json = line[0] == '{';

      end = memchr (line, '\n', contents->str + contents->len - line);
      if (end == NULL)
        end = contents->str + contents->len;
      if (!json || !perch_mask_append_json (bundle->mask, masked, line, end - line))
        perch_mask_append_text (bundle->mask, masked, line, end - line);
      g_string_append_c (masked, '\n');
    }
  return add (bundle, name, masked, error);
}

static gboolean
add_logs (Bundle *bundle, GError **error)
{
  const char *const logs[] = { PERCH_JOURNAL_TEXT_NAME, PERCH_JOURNAL_JSON_NAME };

  for (gsize i = 0; i < G_N_ELEMENTS (logs); i++)
    for (guint age = 0; age <= PERCH_JOURNAL_OLD_FILES; age++)
      if (!add_log (bundle, logs[i], age, error))
        return FALSE;
  return TRUE;
}

static gboolean
add_settings_file (Bundle *bundle, const char *path, const char *name, GError **error)
{
  g_autoptr (GString) contents = g_string_new (NULL);
  g_autoptr (GString) masked = NULL;
  g_autoptr (GError) local_error = NULL;

  if (read_file (path, MAX_SETTINGS_BYTES, contents, &local_error))
    masked = perch_bundle_profile_mask (contents->str, contents->len, bundle->mask, &local_error);
  if (masked == NULL)
    {
      perch_bundle_writer_leave_out (bundle->writer, name, local_error->message);
      return TRUE;
    }
  return add (bundle, name, masked, error);
}

static gboolean
add_settings (Bundle *bundle, const char *folder, const char *prefix, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &local_error);
  gboolean added = TRUE;
  const char *file = NULL;

  if (directory == NULL)
    {
      perch_bundle_writer_leave_out (bundle->writer, prefix, local_error->message);
      return TRUE;
    }
  while (added && (file = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autofree char *shown = g_filename_display_name (file);
      g_autofree char *name = g_build_filename (prefix, shown, NULL);

      if (g_str_has_suffix (file, ".json"))
        added = add_settings_file (bundle, path, name, error);
    }
  return added;
}

static gboolean
add_texts (Bundle *bundle, const PerchBundleText *texts, gsize n_texts, GError **error)
{
  for (gsize i = 0; i < n_texts; i++)
    {
      g_autoptr (GString) masked = g_string_new (NULL);
      const char *text = texts[i].text;

      if (text == NULL)
        {
          perch_bundle_writer_leave_out (bundle->writer, texts[i].name, texts[i].why);
          continue;
        }
      if (text[0] != '{' || !perch_mask_append_json (bundle->mask, masked, text, strlen (text)))
        perch_mask_append_text (bundle->mask, masked, text, strlen (text));
      if (!add (bundle, texts[i].name, masked, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * perch_bundle_save:
 * @path: (type filename): where to, see perch_bundle_writer_new()
 * @mask: masks what goes into it; learns secrets of the profiles
 * @texts: (array length=n_texts): what else is to go into it
 *
 * Puts what somebody who is to help has to know into an archive that its owner alone can read:
 * logs, settings, profiles and @texts. Secrets and the values of environment variables are masked,
 * and the home directory is written "~". It holds no more than all logs and settings can: some
 * 110 MiB before it is packed. Blocks.
 *
 * Returns: whether the archive is there; else nothing is left behind
 */
gboolean
perch_bundle_save (
    const char *path, PerchMask *mask, const PerchBundleText *texts, gsize n_texts, GError **error)
{
  g_autoptr (PerchBundleWriter) writer = perch_bundle_writer_new (path, error);
  g_autofree char *config_dir = perch_paths_get_config_dir ();
  g_autofree char *profiles_dir = perch_paths_get_profiles_dir ();
  Bundle bundle = { .writer = writer, .mask = mask };

  if (writer == NULL)
    return FALSE;
  perch_bundle_writer_leave_out (writer, "values of environment variables", "they may be secret");
  /* The profiles first: what is secret in them is then masked in the logs, too. */
  return add_settings (&bundle, profiles_dir, "settings/backends", error) &&
         add_settings (&bundle, config_dir, "settings", error) &&
         add_texts (&bundle, texts, n_texts, error) && add_logs (&bundle, error) &&
         perch_bundle_writer_finish (writer, error);
}
