/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/control-socket.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/app/raw-client.h"

typedef struct
{
  char *base;
  char *path;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->base = g_dir_make_tmp ("perch-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->base, "perch", "control.sock", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  g_autofree char *lock = g_build_filename (directory, "lock", NULL);

  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_unlink (lock);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->base), ==, 0);
  g_free (fixture->path);
  g_free (fixture->base);
}

static void
test_one (Fixture *fixture, gconstpointer user_data)
{
  PerchControlSocket *first = NULL;
  g_autoptr (PerchControlSocket) third = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("There is one Perch at a time, and the next one may follow.");

  first = perch_control_socket_acquire (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (perch_control_socket_get_path (first), ==, fixture->path);
  g_assert_null (perch_control_socket_acquire (fixture->path, &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_BUSY);
  g_clear_error (&error);
  perch_control_socket_free (first);
  third = perch_control_socket_acquire (fixture->path, &error);
  g_assert_no_error (error);
}

static void
assert_answers (Fixture *fixture)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (fixture->path);
  g_autofree char *reply = raw_exchange (address, "GET /x HTTP/1.1\r\nHost: p\r\n\r\n");

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 404 "));
}

static void
test_listen (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchControlSocket) control = NULL;
  g_autoptr (PerchSurface) surface = perch_surface_new ("control", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info = { 0 };

  control = perch_control_socket_acquire (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (perch_control_socket_listen (control, surface, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  assert_answers (fixture);
  perch_surface_stop (surface);
}

/* In a child: takes the socket, listens, and dies without a word. */
static void
listen_and_die (Fixture *fixture)
{
  PerchControlSocket *control = perch_control_socket_acquire (fixture->path, NULL);
  PerchSurface *surface = perch_surface_new ("control", NULL);

  if (control == NULL || !perch_control_socket_listen (control, surface, NULL))
    _exit (1);
  kill (getpid (), SIGKILL);
}

static void
test_after_kill (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchControlSocket) control = NULL;
  g_autoptr (PerchSurface) surface = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;
  pid_t child = fork ();

  g_test_summary ("The socket that a killed Perch leaves behind is in nobody's way.");

  if (child == 0)
    listen_and_die (fixture);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  control = perch_control_socket_acquire (fixture->path, &error);
  g_assert_no_error (error);
  surface = perch_surface_new ("control", NULL);
  g_assert_true (perch_control_socket_listen (control, surface, &error));
  g_assert_no_error (error);
  assert_answers (fixture);
  perch_surface_stop (surface);
}

static void
test_linked_lock (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  g_autofree char *lock = g_build_filename (directory, "lock", NULL);
  g_autofree char *target = g_build_filename (fixture->base, "target", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (directory, 0700), ==, 0);
  g_assert_cmpint (symlink (target, lock), ==, 0);
  g_assert_null (perch_control_socket_acquire (fixture->path, &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_PLACE);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
}

static void
test_path (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *found = NULL;
  g_autofree char *before = g_strdup (g_getenv ("XDG_RUNTIME_DIR"));

  g_setenv ("XDG_RUNTIME_DIR", fixture->base, TRUE);
  found = perch_control_socket_find_path ();
  g_assert_cmpstr (found, ==, fixture->path);
  g_assert_cmpint (g_mkdir (fixture->base, 0700), ==, -1);
  if (before != NULL)
    g_setenv ("XDG_RUNTIME_DIR", before, TRUE);
  else
    g_unsetenv ("XDG_RUNTIME_DIR");
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  g_assert_cmpint (g_mkdir (directory, 0700), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/control-socket/one", Fixture, NULL, setup, test_one, teardown);
  g_test_add ("/control-socket/listen", Fixture, NULL, setup, test_listen, teardown);
  g_test_add ("/control-socket/after-kill", Fixture, NULL, setup, test_after_kill, teardown);
  g_test_add ("/control-socket/linked-lock", Fixture, NULL, setup, test_linked_lock, teardown);
  g_test_add ("/control-socket/path", Fixture, NULL, setup, test_path, teardown);
  return g_test_run ();
}
