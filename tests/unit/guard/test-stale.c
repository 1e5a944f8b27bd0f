/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/stale.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend-manager/guard/rundir.h"
#include "tests/unit/guard/kin.h"

typedef struct
{
  char *path; /* (owned) */
  int base;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = g_dir_make_tmp ("perch-stale-XXXXXX", NULL);
  g_assert_nonnull (fixture->path);
  fixture->base = perch_run_base_open (fixture->path);
  g_assert_cmpint (fixture->base, >=, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close (fixture->base);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
  g_free (fixture->path);
}

static void
make_run (Fixture *fixture, const char *name, gboolean with_lock, guint age_seconds)
{
  g_autofree char *path = g_build_filename (fixture->path, name, NULL);
  g_autofree char *lock = g_build_filename (path, "lock", NULL);
  time_t then = time (NULL) - age_seconds;
  const struct timespec times[] = { { .tv_sec = then }, { .tv_sec = then } };

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  if (with_lock)
    g_assert_true (g_file_set_contents (lock, "", 0, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static gboolean
is_there (Fixture *fixture, const char *name)
{
  struct stat stat;

  return fstatat (fixture->base, name, &stat, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Sweeps; returns what it said. */
static char *
sweep (Fixture *fixture, bool expected)
{
  char *text = NULL;
  size_t size = 0;
  FILE *report = open_memstream (&text, &size);

  g_assert_true (perch_stale_sweep (fixture->base, report) == expected);
  fclose (report);
  return text;
}

static void
test_which (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *name;
    gboolean with_lock;
    guint age;
    gboolean goes;
  } runs[] = {
    { "00000000000000a1", TRUE, 0, TRUE }, /* lock free: its guards are dead */
    { "00000000000000a2", FALSE, 30, FALSE }, /* no lock: may be in the making */
    { "00000000000000a3", FALSE, 61, TRUE }, /* not any more */
    { "00000000000000a4", FALSE, -4000u, TRUE }, /* the clock was set back */
    { "new-00000000000000b1", TRUE, 0, FALSE }, /* about to be locked */
    { "new-00000000000000b2", TRUE, 61, TRUE }, /* never was */
    { "dead-00000000000000c1", FALSE, 0, TRUE }, /* a removal cut short */
    { "dead-00000000000000c2", TRUE, 0, TRUE }, /* the same, earlier */
    { "something else", TRUE, 4000, FALSE }, /* not ours */
    { "00000000000000A1", TRUE, 4000, FALSE }, /* nor these */
    { "00000000000000a11", TRUE, 4000, FALSE }, /* */
    { "dead-0000", FALSE, 4000, FALSE }, /* */
  };
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    make_run (fixture, runs[i].name, runs[i].with_lock, runs[i].age);
  text = sweep (fixture, true);
  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_test_message ("%s", runs[i].name);
      g_assert_true (is_there (fixture, runs[i].name) != runs[i].goes);
    }
  g_assert_nonnull (strstr (text, "removed directory of run 00000000000000a1\n"));
  g_assert_nonnull (strstr (text, "removed directory of run 00000000000000c1\n"));
  again = sweep (fixture, true);
  g_assert_cmpstr (again, ==, "");

  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    if (!runs[i].goes)
      {
        g_autofree char *path = g_build_filename (fixture->path, runs[i].name, NULL);
        g_autofree char *lock = g_build_filename (path, "lock", NULL);

        g_unlink (lock);
        g_assert_cmpint (g_rmdir (path), ==, 0);
      }
}

static void
test_alive (Fixture *fixture, gconstpointer data)
{
  PerchRunDir run_dir;
  g_autofree char *text = NULL;

  g_assert_cmpint (perch_run_dir_create (&run_dir, fixture->path), ==, 0);
  text = sweep (fixture, true);
  g_assert_cmpstr (text, ==, "");
  g_assert_true (is_there (fixture, run_dir.id));
  g_assert_true (perch_run_dir_remove (&run_dir));
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_dir_make_tmp ("perch-stale-target-XXXXXX", NULL);

  g_assert_cmpint (symlinkat (target, fixture->base, "dead-00000000000000c1"), ==, 0);
  g_assert_cmpint (symlinkat (target, fixture->base, "00000000000000a1"), ==, 0);
  g_assert_true (perch_stale_sweep (fixture->base, NULL));
  g_assert_true (g_file_test (target, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (unlinkat (fixture->base, "dead-00000000000000c1", 0), ==, 0);
  g_assert_cmpint (unlinkat (fixture->base, "00000000000000a1", 0), ==, 0);
  g_assert_cmpint (g_rmdir (target), ==, 0);
}

static void
test_processes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  Kin stranger;
  Kin kin;

  g_setenv ("PERCH_RUN_ID", "00000000000000a2", TRUE);
  stranger = kin_start ("pid kid wait");
  kin_read_pid (&stranger, "kid");
  g_setenv ("PERCH_RUN_ID", "00000000000000a1", TRUE);
  kin = kin_start ("ignore TERM child [ clean [ ignore TERM pid kid wait ] ] wait");
  kin_read_pid (&kin, "kid");
  make_run (fixture, "00000000000000a1", TRUE, 0);

  text = sweep (fixture, true);
  g_assert_nonnull (strstr (text, "ended process "));
  g_assert_false (is_there (fixture, "00000000000000a1"));
  g_assert_null (g_data_input_stream_read_line (kin.lines, NULL, NULL, NULL)); /* all are gone */
  g_assert_cmpint (WTERMSIG (kin_end (&kin)), ==, SIGKILL);

  g_assert_cmpint (waitpid (stranger.pid, NULL, WNOHANG), ==, 0);
  kill (stranger.pid, SIGKILL);
  kin_end (&stranger);
  g_unsetenv ("PERCH_RUN_ID");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/guard/stale/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("which", test_which);
  ADD ("alive", test_alive);
  ADD ("links", test_links);
  ADD ("processes", test_processes);
  return g_test_run ();
}
