/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/bundle-writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "perch-bundle/"

/* @temporary is there as long as the archive is not at @path. */
struct _PerchBundleWriter
{
  char *path; /* (owned) */
  char *temporary; /* (owned) (nullable) */
  int fd; /* (owned) */
  struct archive *archive; /* (owned) */
  GString *included; /* (owned) */
  GString *left_out; /* (owned) */
  gint64 now_s;
};

static gboolean
fail_errno (PerchBundleWriter *self, const char *what, GError **error)
{
  int saved_errno = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "can't %s %s: %s", what,
               self->path, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
fail_archive (PerchBundleWriter *self, GError **error)
{
  int number = archive_errno (self->archive);
  const char *text = archive_error_string (self->archive);

  g_set_error (error, G_IO_ERROR,
               number > 0 ? (int) g_io_error_from_errno (number) : G_IO_ERROR_FAILED,
               "can't write %s: %s", self->path, text != NULL ? text : "unknown error");
  return FALSE;
}

static gboolean
open_archive (PerchBundleWriter *self)
{
  gboolean zip = g_str_has_suffix (self->path, ".zip");

  if (zip)
    return archive_write_set_format_zip (self->archive) == ARCHIVE_OK &&
           archive_write_open_fd (self->archive, self->fd) == ARCHIVE_OK;
  return archive_write_set_format_pax_restricted (self->archive) == ARCHIVE_OK &&
         archive_write_add_filter_zstd (self->archive) == ARCHIVE_OK &&
         archive_write_open_fd (self->archive, self->fd) == ARCHIVE_OK;
}

/**
 * perch_bundle_writer_new:
 * @path: (type filename): the archive: zip where the name ends so, else tar with Zstandard; what
 *   is there is replaced when the archive is complete
 *
 * Writes an archive of texts, with a list of what is in it and what is not. All calls block.
 *
 * Returns: (transfer full) (nullable): to be freed with perch_bundle_writer_free(), which leaves
 *   nothing behind unless perch_bundle_writer_finish() succeeded
 */
PerchBundleWriter *
perch_bundle_writer_new (const char *path, GError **error)
{
  g_autoptr (PerchBundleWriter) self = g_new0 (PerchBundleWriter, 1);
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);

  self->path = g_strdup (path);
  self->archive = archive_write_new ();
  self->included = g_string_new (NULL);
  self->left_out = g_string_new (NULL);
  self->now_s = g_get_real_time () / G_USEC_PER_SEC;
  self->fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      fail_errno (self, "write", error);
      return NULL;
    }
  self->temporary = g_steal_pointer (&temporary);
  if (!open_archive (self))
    {
      fail_archive (self, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * perch_bundle_writer_free:
 * @self: (transfer full): a writer
 */
void
perch_bundle_writer_free (PerchBundleWriter *self)
{
  g_return_if_fail (self != NULL);

  archive_write_free (self->archive);
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_string_free (self->included, TRUE);
  g_string_free (self->left_out, TRUE);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}

static gboolean
write_entry (PerchBundleWriter *self, const char *name, const char *text, gsize length)
{
  struct archive_entry *entry = archive_entry_new ();
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  gboolean written;

  archive_entry_set_pathname (entry, path);
  archive_entry_set_size (entry, (gint64) length);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_mtime (entry, self->now_s, 0);
  written =
      archive_write_header (self->archive, entry) == ARCHIVE_OK &&
      (length == 0 || archive_write_data (self->archive, text, length) == (la_ssize_t) length) &&
      archive_write_finish_entry (self->archive) == ARCHIVE_OK;
  archive_entry_free (entry);
  return written;
}

/**
 * perch_bundle_writer_add:
 * @name: where in the archive, with slashes
 * @text: (array length=length): what is in it
 *
 * Returns: whether it could be written; if not, the archive is of no use any more
 */
gboolean
perch_bundle_writer_add (
    PerchBundleWriter *self, const char *name, const char *text, gsize length, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!write_entry (self, name, text, length))
    return fail_archive (self, error);
  g_string_append_printf (self->included, "  %s, %" G_GSIZE_FORMAT " bytes\n", name, length);
  return TRUE;
}

/**
 * perch_bundle_writer_leave_out:
 * @name: what is not in the archive
 * @why: and why not
 *
 * Tells so in the list.
 */
void
perch_bundle_writer_leave_out (PerchBundleWriter *self, const char *name, const char *why)
{
  g_return_if_fail (self != NULL);

  g_string_append_printf (self->left_out, "  %s: %s\n", name, why);
}

/**
 * perch_bundle_writer_finish:
 *
 * Adds the list, MANIFEST.txt, and puts the archive in its place.
 *
 * Returns: whether it is there
 */
gboolean
perch_bundle_writer_finish (PerchBundleWriter *self, GError **error)
{
  g_autofree char *manifest = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  manifest = g_strdup_printf ("Support bundle of Perch\n\nIn it:\n%s\nLeft out:\n%s",
                              self->included->str, self->left_out->str);
  if (!write_entry (self, "MANIFEST.txt", manifest, strlen (manifest)) ||
      archive_write_close (self->archive) != ARCHIVE_OK)
    return fail_archive (self, error);
  if (fsync (self->fd) < 0)
    return fail_errno (self, "write", error);
  if (g_rename (self->temporary, self->path) < 0)
    return fail_errno (self, "write", error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}
