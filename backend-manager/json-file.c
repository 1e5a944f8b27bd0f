/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend-manager/error.h"
#include "backend-manager/json-parse.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE, format, args);
  va_end (args);
  return FALSE;
}

/* One byte more than allowed is asked for: fstat() told the size of a moment ago. */
static gboolean
read_all (int fd, char *buffer, gsize *length, GError **error)
{
  *length = 0;
  while (*length <= PERCH_JSON_FILE_MAX_BYTES)
    {
      gssize n = read (fd, buffer + *length, PERCH_JSON_FILE_MAX_BYTES + 1 - *length);

      if (n == 0)
        return TRUE;
      if (n < 0 && errno != EINTR)
        return fail (error, "can’t be read: %s", g_strerror (errno));
      *length += MAX (n, 0);
    }
  return fail (error, "is bigger than the 1 MiB that a settings file may have");
}

static gboolean
check_kind (int fd, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return fail (error, "can’t be looked at: %s", g_strerror (errno));
  if (S_ISDIR (info.st_mode))
    return fail (error, "is a directory, expected a file");
  if (!S_ISREG (info.st_mode))
    return fail (error, "is not a regular file");
  if (info.st_size > PERCH_JSON_FILE_MAX_BYTES)
    return fail (error, "has %" G_GINT64_FORMAT " bytes, expected at most 1 MiB",
                 (gint64) info.st_size);
  return TRUE;
}

/**
 * perch_json_file_read:
 * @path: a settings file
 * @length: (out): bytes read
 *
 * Reads a whole file, a byte order mark aside, but nothing else: a directory, a device, a pipe
 * (which could block for ever) or a file of more than 1 MiB is refused without reading it. Errors
 * are of %PERCH_BACKEND_ERROR_PROFILE and don't name the file.
 *
 * Returns: (transfer full) (nullable): the bytes, and a NUL after them
 */
char *
perch_json_file_read (const char *path, gsize *length, GError **error)
{
  g_autofree char *buffer = NULL;
  gboolean ok = FALSE;
  int fd = -1;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (length != NULL, NULL);

  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  if (fd < 0)
    {
      fail (error, "can’t be opened: %s", g_strerror (errno));
      return NULL;
    }
  buffer = g_malloc (PERCH_JSON_FILE_MAX_BYTES + 2);
  ok = check_kind (fd, error) && read_all (fd, buffer, length, error);
  g_close (fd, NULL);
  if (!ok)
    return NULL;
  buffer[*length] = '\0';
  if (g_str_has_prefix (buffer, BYTE_ORDER_MARK))
    {
      *length -= strlen (BYTE_ORDER_MARK);
      memmove (buffer, buffer + strlen (BYTE_ORDER_MARK), *length + 1);
    }
  return g_realloc (g_steal_pointer (&buffer), *length + 1);
}

static JsonObject *
parse_object (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) root = perch_json_parse (text, length, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      fail (error, "expected an object, {…}, as the outermost value");
      return NULL;
    }
  return json_node_dup_object (root);
}

/**
 * perch_json_file_parse:
 * @text: (array length=length): what perch_json_file_read() gave
 *
 * Parses the text of a settings file: strict JSON in UTF-8, an object, no key twice. Errors are of
 * %PERCH_BACKEND_ERROR_PROFILE, and start with LINE:COLUMN where there is one.
 *
 * Returns: (transfer full) (nullable): the object
 */
JsonObject *
perch_json_file_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GError) problem = NULL;
  JsonObject *object = NULL;
  const char *bad = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate_len (text, length, &bad))
    {
      fail (error, "byte %" G_GSIZE_FORMAT " is no UTF-8 text", (gsize) (bad - text) + 1);
      return NULL;
    }
  object = parse_object (text, length, &problem);
  if (object == NULL)
    fail (error, "%s", problem->message);
  return object;
}

/**
 * perch_json_file_load:
 * @path: a settings file
 *
 * perch_json_file_read() and perch_json_file_parse() in one.
 *
 * Returns: (transfer full) (nullable): the object
 */
JsonObject *
perch_json_file_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  text = perch_json_file_read (path, &length, error);
  return text == NULL ? NULL : perch_json_file_parse (text, length, error);
}

/**
 * perch_json_file_write:
 * @path: a settings file, which need not be there
 * @text: all that is to be in it
 *
 * Replaces the file as a whole or, on an error, not at all: whenever Perch or the machine may stop,
 * what is there is the old file or the new one. It keeps its mode; a symbolic link stays one, and
 * the file it leads to is replaced. Blocks until it is on the disk. Errors are of
 * %PERCH_BACKEND_ERROR_PROFILE and don't name the file.
 *
 * Returns: whether it is written
 */
gboolean
perch_json_file_write (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *real = NULL;
  struct stat info;
  char *resolved = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  resolved = realpath (path, NULL);
  real = g_strdup (resolved != NULL ? resolved : path);
  free (resolved);
  if (g_file_set_contents_full (
          real, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
          stat (real, &info) == 0 ? (int) (info.st_mode & 0777) : 0600, &problem))
    return TRUE;
  return fail (error, "can’t be saved: %s", problem->message);
}
