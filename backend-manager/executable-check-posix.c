/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/executable-check.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend-manager/error.h"
#include "backend-manager/text.h"

/* The kernel looks no further for the interpreter of a script. */
#define MAX_HEAD 256

G_GNUC_PRINTF (4, 5)
static gboolean
fail (const char *path, PerchBackendError code, GError **error, const char *format, ...)
{
  g_autofree char *shown = perch_text_escape (path);
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, PERCH_BACKEND_ERROR, code, "%s: %s", shown, what);
  return FALSE;
}

/* Whoever can change the file decides what runs as this user. The user's own group passes: many
 * systems give each user a group of their own and a umask that lets it write. */
static const char *
find_distrust (const struct stat *info)
{
  if (info->st_uid != 0 && info->st_uid != geteuid ())
    return "it belongs to another user, who could change what runs in your name; "
           "it should belong to you or to root";
  if ((info->st_mode & S_IWOTH) != 0)
    return "every user may write to it; take that away with chmod o-w";
  if ((info->st_mode & S_IWGRP) != 0 && info->st_gid != getegid ())
    return "a group that is not your own may write to it; take that away with chmod g-w";
  return NULL;
}

static gboolean
check_kind (const char *path, GError **error)
{
  struct stat info;
  const char *distrust = NULL;

  if (stat (path, &info) != 0)
    {
      gboolean missing = errno == ENOENT || errno == ENOTDIR;

      if (missing)
        return fail (path, PERCH_BACKEND_ERROR_NOT_FOUND, error, "there is no such file");
      return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error, "it can’t be looked at: %s",
                   g_strerror (errno));
    }
  if (S_ISDIR (info.st_mode))
    return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error,
                 "it is a directory; name the program in it");
  if (!S_ISREG (info.st_mode))
    return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error, "it is not a regular file");
  if (info.st_size == 0)
    return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error, "it is empty");
  distrust = find_distrust (&info);
  if (distrust != NULL)
    return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error, "%s", distrust);
  return TRUE;
}

static gboolean
check_permission (const char *path, GError **error)
{
  struct stat info;

  if (access (path, X_OK) == 0)
    return TRUE;
  if (stat (path, &info) == 0 && (info.st_mode & 0111) == 0)
    return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error,
                 "it is not marked as executable; do so with chmod +x");
  return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error,
               "you may not execute it, or its file system is mounted noexec: %s",
               g_strerror (errno));
}

/* @path may be executable and not readable; then the kernel has the last word. */
static gboolean
read_head (const char *path, char *head, gsize *length)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  gssize n = -1;

  if (fd < 0)
    return FALSE;
  n = read (fd, head, MAX_HEAD);
  g_close (fd, NULL);
  if (n < 0)
    return FALSE;
  *length = (gsize) n;
  return TRUE;
}

static gboolean
check_interpreter (const char *path, const char *head, gsize length, GError **error)
{
  g_autofree char *line = g_strndup (head + 2, length - 2);
  g_autofree char *interpreter = NULL;
  g_autofree char *shown = NULL;
  const char *start = NULL;

  line[strcspn (line, "\n")] = '\0';
  start = line + strspn (line, " \t");
  interpreter = g_strndup (start, strcspn (start, " \t"));
  if (*interpreter == '\0')
    return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error,
                 "its first line, #!, names no interpreter");
  if (access (interpreter, X_OK) == 0)
    return TRUE;

  /* A script with Windows line ends asks for an interpreter whose name ends in a return. */
  shown = perch_text_escape (interpreter);
  return fail (path, PERCH_BACKEND_ERROR_NOT_FOUND, error,
               "the interpreter in its first line, %s, can’t be executed: %s%s", shown,
               g_strerror (errno),
               g_str_has_suffix (interpreter, "\r") ? " (the file has Windows line ends)" : "");
}

static gboolean
check_format (const char *path, GError **error)
{
  char head[MAX_HEAD];
  gsize length = 0;

  if (!read_head (path, head, &length))
    return TRUE;
  if (length >= 2 && memcmp (head, "#!", 2) == 0)
    return check_interpreter (path, head, length, error);
  if (length < SELFMAG || memcmp (head, ELFMAG, SELFMAG) != 0)
    return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error,
                 "it is neither a program of this system (ELF) nor a script that starts with #!");
  if (length < sizeof (Elf32_Ehdr))
    return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error, "this program file is cut off");
  return TRUE;
}

/**
 * perch_executable_check:
 * @path: (type filename): absolute path
 *
 * Checks that @path can be given to execv() and should be: that it is a program or a script with an
 * interpreter, and that nobody but the user and root could have changed it. Programs of other
 * formats that a kernel may know (binfmt_misc) are not let pass: what fails here with a reason
 * would else be run by some shell, or fail without one. Blocks while the file is looked at; any
 * thread.
 *
 * Errors are %PERCH_BACKEND_ERROR_NOT_FOUND for what is missing, the interpreter included, and
 * %PERCH_BACKEND_ERROR_NOT_EXECUTABLE.
 *
 * Returns: whether it can
 */
gboolean
perch_executable_check (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return check_kind (path, error) && check_permission (path, error) && check_format (path, error);
}

/**
 * perch_executable_check_script:
 * @path: (type filename): absolute path
 *
 * As perch_executable_check(), for a file that an interpreter reads: it need not be executable.
 *
 * Returns: whether it can be run
 */
gboolean
perch_executable_check_script (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  if (!check_kind (path, error))
    return FALSE;
  if (access (path, R_OK) == 0)
    return TRUE;
  return fail (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, error, "it can’t be read: %s",
               g_strerror (errno));
}

/**
 * perch_executable_is_trusted:
 * @path: (type filename): a file or directory
 *
 * Returns: whether @path is there and only the user and root can write to it
 */
gboolean
perch_executable_is_trusted (const char *path)
{
  struct stat info;

  g_return_val_if_fail (path != NULL, FALSE);

  return stat (path, &info) == 0 && find_distrust (&info) == NULL;
}
