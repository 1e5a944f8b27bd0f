/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *root; /* (owned) */
  char *base; /* (owned): in @root; not made yet */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->root = g_dir_make_tmp ("perch-rundir-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
  fixture->base = g_build_filename (fixture->root, "base", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_rmdir (fixture->base);
  g_assert_cmpint (g_rmdir (fixture->root), ==, 0);
  g_free (fixture->base);
  g_free (fixture->root);
}

static void
test_base_is_made (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_build_filename (fixture->base, "a", "b", NULL);
  g_autofree char *middle = g_build_filename (fixture->base, "a", NULL);
  mode_t before = umask (0);
  GStatBuf info;
  int fd = perch_run_base_open (deep);

  umask (before);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fcntl (fd, F_GETFD), ==, FD_CLOEXEC);
  close (fd);
  g_assert_cmpint (g_stat (deep, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (g_rmdir (deep), ==, 0);
  g_assert_cmpint (g_rmdir (middle), ==, 0);
}

static void
test_base_of_others (Fixture *fixture, gconstpointer data)
{
  const mode_t bad_modes[] = { 0777, 0720, 0702, 01777 };
  int fd;

  g_assert_cmpint (g_mkdir (fixture->base, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_modes); i++)
    {
      g_assert_cmpint (g_chmod (fixture->base, (int) bad_modes[i]), ==, 0);
      g_assert_cmpint (perch_run_base_open (fixture->base), ==, -EPERM);
    }
  g_assert_cmpint (g_chmod (fixture->base, 0755), ==, 0); /* reading is no harm */
  fd = perch_run_base_open (fixture->base);
  g_assert_cmpint (fd, >=, 0);
  close (fd);

  if (geteuid () != 0)
    return; /* only root can give a folder away */
  g_assert_cmpint (chown (fixture->base, 12345, 12345), ==, 0);
  g_assert_cmpint (perch_run_base_open (fixture->base), ==, -EPERM);
}

static void
test_base_is_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_build_filename (fixture->root, "target", NULL);
  g_autofree char *with_slash = g_strconcat (fixture->base, "//", NULL);
  g_autofree char *below = g_build_filename (fixture->base, "below", NULL);

  g_assert_cmpint (g_mkdir (target, 0700), ==, 0);
  g_assert_cmpint (symlink (target, fixture->base), ==, 0);
  g_assert_cmpint (perch_run_base_open (fixture->base), ==, -ENOTDIR);
  g_assert_cmpint (perch_run_base_open (with_slash), ==, -ENOTDIR);
  g_assert_cmpint (g_unlink (fixture->base), ==, 0);
  g_assert_cmpint (g_rmdir (target), ==, 0);

  g_assert_true (g_file_set_contents (fixture->base, "", 0, NULL));
  g_assert_cmpint (perch_run_base_open (fixture->base), ==, -ENOTDIR);
  g_assert_cmpint (perch_run_base_open (below), ==, -ENOTDIR);
  g_assert_cmpint (g_unlink (fixture->base), ==, 0);
}

static void
test_room (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_build_filename (fixture->root, "huge", NULL);
  int proc = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int base = perch_run_base_open (fixture->base);
  int fd = g_open (huge, O_WRONLY | O_CREAT | O_CLOEXEC, 0700);

  g_assert_cmpint (perch_run_base_check_room (base, "/bin/sh"), ==, 0);
  g_assert_cmpint (perch_run_base_check_room (base, "/nonexistent"), ==, 0);
  g_assert_cmpint (ftruncate (fd, G_GINT64_CONSTANT (1) << 43), ==, 0); /* sparse */
  g_assert_cmpint (perch_run_base_check_room (base, huge), ==, ENOSPC);
  g_assert_cmpint (perch_run_base_check_room (proc, "/bin/sh"), !=, 0); /* noexec, or full */
  g_assert_cmpint (g_unlink (huge), ==, 0);
  close (fd);
  close (base);
  close (proc);
}

static void
test_create_and_remove (Fixture *fixture, gconstpointer data)
{
  PerchRunDir first;
  PerchRunDir second;
  g_autofree char *folder = NULL;
  g_autofree char *lock = NULL;
  GStatBuf info;
  int fd;

  g_assert_cmpint (perch_run_dir_create (&first, fixture->base), ==, 0);
  g_assert_cmpint (perch_run_dir_create (&second, fixture->base), ==, 0);
  g_assert_cmpuint (strlen (first.id), ==, PERCH_RUN_ID_LENGTH);
  g_assert_cmpstr (first.id, !=, second.id);
  g_assert_true (g_str_has_prefix (first.tmp, fixture->base));
  g_assert_cmpint (g_stat (first.tmp, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);

  folder = g_build_filename (fixture->base, first.id, NULL);
  lock = g_build_filename (folder, "lock", NULL);
  fd = g_open (lock, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, -1);

  g_assert_true (perch_run_dir_remove (&second));
  g_assert_true (perch_run_dir_remove (&first));
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  close (fd);
  g_assert_cmpint (g_stat (folder, &info), ==, -1);
  g_assert_cmpint (first.base, ==, -1);
  g_assert_true (perch_run_dir_remove (&first)); /* nothing left to do */
  g_assert_cmpint (g_rmdir (fixture->base), ==, 0);
}

static void
test_removal_cut_short (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("One guard was killed while it removed the folder; the other one goes on.");

  PerchRunDir run_dir;
  g_autofree char *dead = NULL;

  g_assert_cmpint (perch_run_dir_create (&run_dir, fixture->base), ==, 0);
  dead = g_strconcat ("dead-", run_dir.id, NULL);
  g_assert_cmpint (renameat (run_dir.base, run_dir.id, run_dir.base, dead), ==, 0);
  g_assert_true (perch_run_dir_remove (&run_dir));
  g_assert_cmpint (g_rmdir (fixture->base), ==, 0);
}

static void
test_create_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (PATH_MAX, 'x');
  g_autofree char *too_long = g_strconcat ("/", name, NULL);
  PerchRunDir run_dir;

  g_assert_cmpint (perch_run_dir_create (&run_dir, "/proc/nothing"), ==, ENOENT);
  g_assert_cmpint (perch_run_dir_create (&run_dir, too_long), ==, ENAMETOOLONG);
  g_assert_cmpint (run_dir.base, ==, -ENAMETOOLONG);
  g_assert_true (perch_run_dir_remove (&run_dir));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/guard/rundir/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("base-is-made", test_base_is_made);
  ADD ("base-of-others", test_base_of_others);
  ADD ("base-is-no-folder", test_base_is_no_folder);
  ADD ("room", test_room);
  ADD ("create-and-remove", test_create_and_remove);
  ADD ("removal-cut-short", test_removal_cut_short);
  ADD ("create-fails", test_create_fails);
  return g_test_run ();
}
