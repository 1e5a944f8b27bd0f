/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* run-backend SCRIPT: runs kid with SCRIPT (words separated by spaces) as Perch runs a
 * backend, prints "PID ROOT", and stops it in order when stdin ends. */

#include <stdlib.h>

#include <glib-unix.h>

#include "tests/integration/backend-fixture.h"

static gboolean
stdin_cb (int fd, GIOCondition condition, gpointer user_data)
{
  gboolean *ended = user_data;

  *ended = TRUE;
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  BackendFixture fixture = { 0 };
  g_auto (BackendCall) start = { 0 };
  gboolean ended = FALSE;

  if (argc != 2)
    {
      g_printerr ("run-backend: expected one argument, the script\n");
      return EXIT_FAILURE;
    }
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, stdin_cb, &ended);
  backend_fixture_set_up (&fixture, backend_fixture_profile (argv[1]));
  backend_call_start (&fixture, &start);
  backend_call_wait (&start);
  g_assert_no_error (start.error);
  g_print ("%d %d\n", perch_backend_get_pid (fixture.backend), fixture.backend->root);

  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  backend_fixture_tear_down (&fixture);
  return EXIT_SUCCESS;
}
