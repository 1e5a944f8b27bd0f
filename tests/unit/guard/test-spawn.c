/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/spawn.h"

#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_environment (void)
{
  const char *const inherited[] = { "PATH=/bin",        "TMPDIR=/old", "TMPDIRX=stays", "TEMP=/old",
                                    "PERCH_RUN_ID=old", "TMP=/old",    "LANG",          "EMPTY=",
                                    "TMP=/older",       NULL };
  char **environment =
      perch_spawn_build_environment ((char *const *) inherited, "0011", "/run/tmp");
  g_auto (GStrv) sorted = g_strdupv (environment);
  const char *const expected[] = {
    "TMPDIR=/run/tmp", "TEMP=/run/tmp", "TMP=/run/tmp", "PERCH_RUN_ID=0011",
    "PATH=/bin",       "TMPDIRX=stays", "LANG",         "EMPTY="
  };

  g_assert_cmpuint (g_strv_length (sorted), ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_true (g_strv_contains ((const char *const *) sorted, expected[i]));
  perch_spawn_free_environment (environment);
  perch_spawn_free_environment (NULL);
}

/* Starts @argv and waits for the result. */
static PerchSpawnResult
spawn (
    const char *const *argv, const char *cwd, PerchSpawned *spawned, int *error, const char **stage)
{
  const PerchSpawn what = {
    .cwd = cwd, .argv = (char *const *) argv, .run_id = "0011", .tmp = "/nonexistent"
  };
  struct pollfd report;

  g_assert_cmpint (perch_spawn (&what, spawned), ==, 0);
  report = (struct pollfd){ .fd = spawned->report, .events = POLLIN };
  g_assert_cmpint (poll (&report, 1, 30000), ==, 1);
  return perch_spawn_get_result (spawned, error, stage);
}

static int
wait_for (PerchSpawned *spawned)
{
  int status = -1;

  g_assert_cmpint (waitpid (spawned->process.pid, &status, 0), ==, spawned->process.pid);
  g_assert_cmpint (spawned->report, ==, -1);
  perch_process_close (&spawned->process);
  return status;
}

static void
test_started (void)
{
  const char *const argv[] = { "/bin/sh", "-c",
                               "test $PERCH_RUN_ID = 0011 && test $PWD = / && exit 7", NULL };
  PerchSpawned spawned;
  const char *stage = NULL;
  int error = 0;

  g_assert_cmpint (spawn (argv, "/", &spawned, &error, &stage), ==, PERCH_SPAWN_STARTED);
  g_assert_cmpint (wait_for (&spawned), ==, W_EXITCODE (7, 0));
  g_assert_null (stage);
}

static void
test_failures (void)
{
  const struct
  {
    const char *program;
    const char *cwd;
    int error;
    const char *stage;
  } cases[] = {
    { "/nonexistent/program", NULL, ENOENT, "exec" },
    { "/etc", NULL, EACCES, "exec" },
    { "/etc/passwd", NULL, EACCES, "exec" },
    { "/etc/passwd/program", NULL, ENOTDIR, "exec" },
    { "/bin/sh", "/nonexistent", ENOENT, "chdir" },
    { "/bin/sh", "/etc/passwd", ENOTDIR, "chdir" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const argv[] = { cases[i].program, NULL };
      PerchSpawned spawned;
      const char *stage = NULL;
      int error = 0;

      g_assert_cmpint (spawn (argv, cases[i].cwd, &spawned, &error, &stage), ==,
                       PERCH_SPAWN_FAILED);
      g_assert_cmpint (error, ==, cases[i].error);
      g_assert_cmpstr (stage, ==, cases[i].stage);
      g_assert_cmpint (wait_for (&spawned), ==, W_EXITCODE (127, 0));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/spawn/environment", test_environment);
  g_test_add_func ("/guard/spawn/started", test_started);
  g_test_add_func ("/guard/spawn/failures", test_failures);
  return g_test_run ();
}
