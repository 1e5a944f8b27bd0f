/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/guard/kin.h"

#include <gio/gunixinputstream.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend-manager/guard/tree-kill.h"

/* Starts the kid with @script, words with blanks between them. */
Kin
kin_start (const char *script)
{
  g_autofree char *kid =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "tests", "fixtures", "kid", NULL);
  g_autofree char *command = g_strdup_printf ("%s %s", kid, script);
  g_auto (GStrv) argv = g_strsplit (command, " ", -1);
  g_autoptr (GInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  Kin kin = { 0 };
  int fd = -1;

  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &kin.pid, NULL,
                            &fd, NULL, &error);
  g_assert_no_error (error);
  output = g_unix_input_stream_new (fd, TRUE);
  kin.lines = g_data_input_stream_new (output);
  return kin;
}

/* Waits for the line that `pid NAME` prints. */
pid_t
kin_read_pid (Kin *kin, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (kin->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, name));
  return (pid_t) g_ascii_strtoll (line + strlen (name), NULL, 10);
}

/* Waits for the end of the kid itself. Returns its wait status. */
int
kin_end (Kin *kin)
{
  int status = -1;

  g_assert_cmpint (waitpid (kin->pid, &status, 0), ==, kin->pid);
  g_clear_object (&kin->lines);
  return status;
}

/* Kills and waits for all that descends from this process, which must be a subreaper. */
void
kin_end_all (void)
{
  const PerchTreeKill what = { .root = getpid (), .sole_reaper = true };

  do
    perch_tree_kill (&what);
  while (waitpid (-1, NULL, 0) > 0);
}
