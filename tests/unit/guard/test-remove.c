/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/remove.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *path; /* (owned) */
  int fd;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = g_dir_make_tmp ("perch-remove-XXXXXX", NULL);
  g_assert_nonnull (fixture->path);
  fixture->fd = open (fixture->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (fixture->fd, >=, 0);
  g_assert_cmpint (mkdirat (fixture->fd, "victim", 0700), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close (fixture->fd);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
  g_free (fixture->path);
}

static void
make_file (int fd, const char *name)
{
  int file = openat (fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  g_assert_cmpint (file, >=, 0);
  close (file);
}

static void
assert_gone (Fixture *fixture)
{
  struct stat stat;

  g_assert_cmpint (fstatat (fixture->fd, "victim", &stat, AT_SYMLINK_NOFOLLOW), ==, -1);
  g_assert_cmpint (errno, ==, ENOENT);
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  mkdirat (fixture->fd, "victim/a", 0700);
  mkdirat (fixture->fd, "victim/a/b", 0700);
  mkdirat (fixture->fd, "victim/0", 0700); /* the very name that a folder could be moved to */
  make_file (fixture->fd, "victim/1");
  make_file (fixture->fd, "victim/0/file");
  make_file (fixture->fd, "victim/a/b/.hidden");
  make_file (fixture->fd, "victim/a/-rf \n");
  g_assert_cmpint (mkfifoat (fixture->fd, "victim/fifo", 0600), ==, 0);

  g_assert_true (perch_remove_tree (fixture->fd, "victim"));
  assert_gone (fixture);
  g_assert_true (perch_remove_tree (fixture->fd, "victim")); /* not there: that is fine */
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("What symbolic links point to stays, also when the link stands for the folder.");

  g_autofree char *outside = g_build_filename (fixture->path, "outside", NULL);

  mkdirat (fixture->fd, "outside", 0755);
  make_file (fixture->fd, "outside/file");
  g_assert_cmpint (symlinkat (outside, fixture->fd, "victim/absolute"), ==, 0);
  g_assert_cmpint (symlinkat ("../outside", fixture->fd, "victim/relative"), ==, 0);
  g_assert_cmpint (symlinkat ("nowhere", fixture->fd, "victim/dangling"), ==, 0);
  mkdirat (fixture->fd, "victim/sub", 0700);
  g_assert_cmpint (symlinkat (outside, fixture->fd, "victim/sub/deep"), ==, 0);

  g_assert_true (perch_remove_tree (fixture->fd, "victim"));
  assert_gone (fixture);

  g_assert_cmpint (symlinkat ("outside", fixture->fd, "victim"), ==, 0);
  g_assert_false (perch_remove_tree (fixture->fd, "victim"));
  g_assert_cmpint (unlinkat (fixture->fd, "victim", 0), ==, 0);

  g_assert_cmpint (unlinkat (fixture->fd, "outside/file", 0), ==, 0);
  g_assert_cmpint (unlinkat (fixture->fd, "outside", AT_REMOVEDIR), ==, 0);
}

static void
make_locked (Fixture *fixture)
{
  mkdirat (fixture->fd, "victim/locked", 0700);
  mkdirat (fixture->fd, "victim/locked/inner", 0700);
  make_file (fixture->fd, "victim/locked/inner/file");
  g_assert_cmpint (fchmodat (fixture->fd, "victim/locked/inner", 0, 0), ==, 0);
  g_assert_cmpint (fchmodat (fixture->fd, "victim/locked", 0500, 0), ==, 0);
  g_assert_cmpint (fchmodat (fixture->fd, "victim", 0, 0), ==, 0);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  /* Root may do anything; the rights matter for somebody else only. */
  const uid_t somebody = 12345;
  gboolean is_root = geteuid () == 0;

  if (is_root)
    {
      g_assert_cmpint (fchown (fixture->fd, somebody, somebody), ==, 0);
      g_assert_cmpint (fchownat (fixture->fd, "victim", somebody, somebody, 0), ==, 0);
      g_assert_cmpint (setegid (somebody), ==, 0);
      g_assert_cmpint (seteuid (somebody), ==, 0);
    }
  make_locked (fixture);
  g_assert_true (perch_remove_tree (fixture->fd, "victim"));
  if (is_root)
    {
      g_assert_cmpint (seteuid (0), ==, 0);
      g_assert_cmpint (setegid (0), ==, 0);
    }
  assert_gone (fixture);
}

static void
test_deep (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Depth costs neither descriptors nor stack.");

  const struct rlimit few = { 64, 64 };
  struct rlimit before;
  int fd = openat (fixture->fd, "victim", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (int depth = 0; depth < 3000; depth++)
    {
      int next;

      make_file (fd, "f");
      g_assert_cmpint (mkdirat (fd, "d", 0700), ==, 0);
      next = openat (fd, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      g_assert_cmpint (next, >=, 0);
      close (fd);
      fd = next;
    }
  close (fd);

  getrlimit (RLIMIT_NOFILE, &before);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &(struct rlimit){ few.rlim_cur, before.rlim_max }), ==,
                   0);
  g_assert_true (perch_remove_tree (fixture->fd, "victim"));
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  assert_gone (fixture);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 2000; i++)
    {
      g_autofree char *folder = g_strdup_printf ("victim/folder-%d", i);
      g_autofree char *file = g_strdup_printf ("%s/file", folder);

      g_assert_cmpint (mkdirat (fixture->fd, folder, 0700), ==, 0);
      make_file (fixture->fd, file);
    }
  g_assert_true (perch_remove_tree (fixture->fd, "victim"));
  assert_gone (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/guard/remove/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("plain", test_plain);
  ADD ("links", test_links);
  ADD ("locked", test_locked);
  ADD ("deep", test_deep);
  ADD ("many", test_many);
  return g_test_run ();
}
