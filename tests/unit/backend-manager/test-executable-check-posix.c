/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/executable-check.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_scratch_clear (&fixture->scratch);
}

static void
assert_refused (const char *path, PerchBackendError code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = g_strdup_printf ("%s: %s", path, message);

  g_assert_false (perch_executable_check (path, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script =
      perch_scratch_write (&fixture->scratch, "script", "#! /bin/sh -e\nexit 0\n", 0700);
  g_autofree char *link = g_build_filename (fixture->scratch.dir, "link", NULL);
  g_autofree char *python = perch_scratch_write (&fixture->scratch, "x.py", "pass", 0600);
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_executable_check ("/bin/true", &error));
  g_assert_no_error (error);
  g_assert_true (perch_executable_check (script, &error));
  g_assert_no_error (error);
  g_assert_cmpint (symlink ("script", link), ==, 0);
  g_assert_true (perch_executable_check (link, NULL));
  g_assert_true (perch_executable_check_script (python, NULL));
  g_assert_false (perch_executable_check (python, NULL));
}

static void
test_format (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    PerchBackendError code;
    const char *message;
  } cases[] = {
    { "", PERCH_BACKEND_ERROR_NOT_EXECUTABLE, "it is empty" },
    { "echo evil\n", PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
      "it is neither a program of this system (ELF) nor a script that starts with #!" },
    { "MZ\x90", PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
      "it is neither a program of this system (ELF) nor a script that starts with #!" },
    { "#", PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
      "it is neither a program of this system (ELF) nor a script that starts with #!" },
    { "\x7f"
      "ELF\x02\x01",
      PERCH_BACKEND_ERROR_NOT_EXECUTABLE, "this program file is cut off" },
    { "#!", PERCH_BACKEND_ERROR_NOT_EXECUTABLE, "its first line, #!, names no interpreter" },
    { "#! \n/bin/sh\n", PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
      "its first line, #!, names no interpreter" },
    { "#!/no/such/python -u\n", PERCH_BACKEND_ERROR_NOT_FOUND,
      "the interpreter in its first line, /no/such/python, can’t be executed: No such file or "
      "directory" },
    { "#!/bin/sh\r\nexit\r\n", PERCH_BACKEND_ERROR_NOT_FOUND,
      "the interpreter in its first line, /bin/sh\\x0d, can’t be executed: No such file or "
      "directory (the file has Windows line ends)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          perch_scratch_write (&fixture->scratch, "program", cases[i].text, 0755);
      assert_refused (path, cases[i].code, cases[i].message);
    }
}

static void
test_kind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->scratch.dir, "missing", NULL);
  g_autofree char *plain = perch_scratch_write (&fixture->scratch, "plain", "#!/bin/sh\n", 0644);
  g_autofree char *below_file = g_build_filename (plain, "x", NULL);
  g_autofree char *dangling = g_build_filename (fixture->scratch.dir, "dangling", NULL);
  g_autofree char *fifo = g_build_filename (fixture->scratch.dir, "fifo", NULL);

  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0755), ==, 0);
  assert_refused (missing, PERCH_BACKEND_ERROR_NOT_FOUND, "there is no such file");
  assert_refused (below_file, PERCH_BACKEND_ERROR_NOT_FOUND, "there is no such file");
  assert_refused (dangling, PERCH_BACKEND_ERROR_NOT_FOUND, "there is no such file");
  assert_refused (fixture->scratch.dir, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                  "it is a directory; name the program in it");
  assert_refused (fifo, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, "it is not a regular file");
  assert_refused (plain, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                  "it is not marked as executable; do so with chmod +x");
}

static void
test_escaped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (perch_executable_check ("/no/such/\xff\n", &error));
  g_assert_cmpstr (error->message, ==, "/no/such/\\xff\\x0a: there is no such file");
}

static void
test_writable_by_others (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = perch_scratch_write (&fixture->scratch, "p", "#!/bin/sh\n", 0757);

  assert_refused (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                  "every user may write to it; take that away with chmod o-w");
  g_assert_false (perch_executable_check_script (path, NULL));
  g_assert_false (perch_executable_is_trusted (path));
  g_assert_cmpint (g_chmod (path, 0775), ==, 0);
  g_assert_true (perch_executable_check (path, NULL));
  g_assert_true (perch_executable_is_trusted (path));
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = perch_scratch_write (&fixture->scratch, "p", "#!/bin/sh\n", 0775);

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give files away");
      return;
    }
  g_assert_cmpint (chown (path, 0, 65534), ==, 0);
  assert_refused (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                  "a group that is not your own may write to it; take that away with chmod g-w");
  g_assert_cmpint (chown (path, 65534, 0), ==, 0);
  assert_refused (path, PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                  "it belongs to another user, who could change what runs in your name; "
                  "it should belong to you or to root");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/executable-check/" name, Fixture, NULL, setup, func, teardown)
  ADD ("good", test_good);
  ADD ("format", test_format);
  ADD ("kind", test_kind);
  ADD ("escaped", test_escaped);
  ADD ("writable-by-others", test_writable_by_others);
  ADD ("foreign", test_foreign);
  return g_test_run ();
}
