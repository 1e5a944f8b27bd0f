/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/cli/doctor.h"
#include "app/paths.h"
#include "app/server/runtime-dir.h"

/* Backends with many connections of their own inherit this. */
#define FEW_DESCRIPTORS 1024

static void
look_at_guard (GPtrArray *report)
{
  g_autofree char *guard = perch_paths_find_program ("perch-guard");

  if (guard != NULL)
    perch_doctor_add (report, PERCH_FINDING_OK, "perch-guard", NULL, "%s", guard);
  else
    perch_doctor_add (report, PERCH_FINDING_PROBLEM, "perch-guard",
                      "Install Perch again: the guard belongs beside perch, or into libexec/perch",
                      "Not found; no backend can be started without it");
}

/* The nearest folder that exists: the rest is made when it is needed. */
static char *
find_existing (const char *path)
{
  g_autofree char *found = g_strdup (path);

  while (!g_file_test (found, G_FILE_TEST_EXISTS))
    {
      char *parent = g_path_get_dirname (found);

      g_free (found);
      found = parent;
    }
  return g_steal_pointer (&found);
}

static gboolean
is_noexec (const char *path)
{
  struct statvfs info = { 0 };

  return statvfs (path, &info) == 0 && (info.f_flag & ST_NOEXEC) != 0;
}

static void
look_at_folder (GPtrArray *report, const char *about, const char *path, gboolean executes)
{
  g_autofree char *existing = find_existing (path);
  GStatBuf info = { 0 };

  if (g_stat (existing, &info) != 0 || !S_ISDIR (info.st_mode))
    perch_doctor_add (report, PERCH_FINDING_PROBLEM, about, "Remove what stands there",
                      "%s is no directory", existing);
  else if (g_access (existing, W_OK | X_OK) != 0)
    perch_doctor_add (report, PERCH_FINDING_PROBLEM, about, "Make it writable for you", "%s: %s",
                      existing, g_strerror (errno));
  else if (g_str_equal (existing, path) && (info.st_mode & S_IWOTH) != 0)
    perch_doctor_add (report, PERCH_FINDING_PROBLEM, about,
                      "Take the right to write from others: chmod o-w", "Everybody may write to %s",
                      path);
  else if (executes && is_noexec (existing))
    perch_doctor_add (report, PERCH_FINDING_PROBLEM, about,
                      "Mount it without noexec, or set XDG_CACHE_HOME to a folder elsewhere: "
                      "PyInstaller programs unpack themselves there",
                      "%s is mounted noexec", existing);
  else
    perch_doctor_add (report, PERCH_FINDING_OK, about, NULL, "%s", path);
}

static void
look_at_folders (GPtrArray *report)
{
  g_autofree char *settings = perch_paths_get_profiles_dir ();
  g_autofree char *logs = perch_paths_get_state_dir ();
  g_autofree char *data = perch_paths_get_data_dir ();
  g_autofree char *runs = perch_paths_get_run_dir ();

  look_at_folder (report, "settings", settings, FALSE);
  look_at_folder (report, "logs", logs, FALSE);
  look_at_folder (report, "data", data, FALSE);
  look_at_folder (report, "runs", runs, TRUE);
}

static void
look_at_socket (GPtrArray *report)
{
  g_autofree char *path = perch_runtime_dir_find ();
  g_autofree char *last_resort = perch_runtime_dir_find_in (NULL, "/tmp");
  g_autoptr (GError) error = NULL;

  if (!perch_runtime_dir_ensure (path, &error))
    perch_doctor_add (report, PERCH_FINDING_PROBLEM, "control socket",
                      "Perch can't run before this is put right", "%s", error->message);
  else if (g_str_equal (path, last_resort))
    perch_doctor_add (report, PERCH_FINDING_WARNING, "control socket",
                      "All programs of yours must agree on it: log in, or set XDG_RUNTIME_DIR",
                      "XDG_RUNTIME_DIR can't be used, so it is in %s", path);
  else
    perch_doctor_add (report, PERCH_FINDING_OK, "control socket", NULL, "%s", path);
}

static void
look_at_descriptors (GPtrArray *report)
{
  struct rlimit limit = { 0 };

  getrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < FEW_DESCRIPTORS)
    perch_doctor_add (report, PERCH_FINDING_WARNING, "open files",
                      "Raise the limit: ulimit -n 4096", "At most %llu at a time",
                      (unsigned long long) limit.rlim_cur);
  else
    perch_doctor_add (report, PERCH_FINDING_OK, "open files", NULL, "At most %llu at a time",
                      (unsigned long long) limit.rlim_cur);
}

/**
 * perch_doctor_look_at_system:
 * @report: (element-type PerchFinding): where findings are added
 *
 * Looks at what Perch needs to run at all.
 */
void
perch_doctor_look_at_system (GPtrArray *report)
{
  look_at_guard (report);
  look_at_socket (report);
  look_at_folders (report);
  look_at_descriptors (report);
}
