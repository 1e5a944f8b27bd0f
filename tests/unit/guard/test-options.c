/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/options.h"

#include <glib.h>

static PerchGuardMode
parse (PerchGuardOptions *options, const char *line, char ***argv, char *message)
{
  *argv = g_strsplit (line, " ", -1);
  message[0] = '\0';
  return perch_guard_options_parse (options, (int) g_strv_length (*argv), *argv, message,
                                    PERCH_GUARD_MESSAGE_ROOM);
}

static void
test_run (void)
{
  g_auto (GStrv) argv = NULL;
  char message[PERCH_GUARD_MESSAGE_ROOM];
  PerchGuardOptions options;

  g_assert_cmpint (parse (&options,
                          "perch-guard --run-dir /base --cwd=/tmp --orphan-grace 5 "
                          "--cleanup-grace=0 --denied-grace 70 -- /bin/prog --sweep -- x",
                          &argv, message),
                   ==, PERCH_GUARD_RUN);
  g_assert_cmpstr (options.run_dir, ==, "/base");
  g_assert_cmpstr (options.cwd, ==, "/tmp");
  g_assert_cmpint (options.orphan_grace, ==, 5);
  g_assert_cmpint (options.cleanup_grace, ==, 0);
  g_assert_cmpint (options.denied_grace, ==, 70);
  g_assert_cmpstr (options.program[0], ==, "/bin/prog");
  g_assert_cmpstr (options.program[1], ==, "--sweep");
  g_assert_cmpstr (options.program[2], ==, "--");
  g_assert_cmpstr (options.program[3], ==, "x");
  g_assert_null (options.program[4]);
}

static void
test_defaults (void)
{
  g_auto (GStrv) argv = NULL;
  char message[PERCH_GUARD_MESSAGE_ROOM];
  PerchGuardOptions options;

  g_assert_cmpint (parse (&options, "perch-guard --run-dir /base -- /p", &argv, message), ==,
                   PERCH_GUARD_RUN);
  g_assert_null (options.cwd);
  g_assert_cmpint (options.orphan_grace, ==, 2000);
  g_assert_cmpint (options.cleanup_grace, ==, 2000);
  g_assert_cmpint (options.denied_grace, ==, 60000);
}

static void
test_other_modes (void)
{
  const struct
  {
    const char *line;
    PerchGuardMode mode;
  } lines[] = {
    { "perch-guard --help", PERCH_GUARD_HELP },
    { "perch-guard --run-dir /base --version", PERCH_GUARD_VERSION },
    { "perch-guard --sweep /base", PERCH_GUARD_SWEEP },
    { "perch-guard --sweep=/base", PERCH_GUARD_SWEEP },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (GStrv) argv = NULL;
      char message[PERCH_GUARD_MESSAGE_ROOM];
      PerchGuardOptions options;

      g_assert_cmpint (parse (&options, lines[i].line, &argv, message), ==, lines[i].mode);
      g_assert_cmpstr (message, ==, "");
    }
  g_assert_nonnull (strstr (perch_guard_options_help (), "--orphan-grace"));
}

/* Each wrong line, and the word that its message must name. */
static void
test_wrong_use (void)
{
  const struct
  {
    const char *line;
    const char *culprit;
  } lines[] = {
    { "perch-guard", "--run-dir" },
    { "perch-guard -- /p", "--run-dir" },
    { "perch-guard --run-dir /base", "--" },
    { "perch-guard --run-dir /base --", "--" },
    { "perch-guard --run-dir", "--run-dir" },
    { "perch-guard --run-dir -- /p", "--run-dir" },
    { "perch-guard --run-dir base -- /p", "--run-dir" },
    { "perch-guard --run-dir= -- /p", "--run-dir" },
    { "perch-guard --run-dirs /base -- /p", "--run-dirs" },
    { "perch-guard --run-dir /base --cwd here -- /p", "--cwd" },
    { "perch-guard --run-dir /base --orphan-grace soon -- /p", "--orphan-grace" },
    { "perch-guard --run-dir /base --cleanup-grace=-1 -- /p", "--cleanup-grace" },
    { "perch-guard --run-dir /base --denied-grace 86400001 -- /p", "--denied-grace" },
    { "perch-guard --run-dir /base -- p", "p" },
    { "perch-guard --run-dir /base /p", "/p" },
    { "perch-guard --sweep", "--sweep" },
    { "perch-guard --sweep base", "--sweep" },
    { "perch-guard --sweep /base -- /p", "--sweep" },
    { "perch-guard -x", "-x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (GStrv) argv = NULL;
      g_autofree char *prefix = g_strdup_printf ("perch-guard: %s", lines[i].culprit);
      char message[PERCH_GUARD_MESSAGE_ROOM];
      PerchGuardOptions options;

      g_test_message ("%s", lines[i].line);
      g_assert_cmpint (parse (&options, lines[i].line, &argv, message), ==, PERCH_GUARD_WRONG_USE);
      g_assert_true (g_str_has_prefix (message, prefix));
      g_assert_nonnull (strchr (message + strlen (prefix), ':'));
    }
}

static void
test_long_argument (void)
{
  g_autofree char *long_word = g_strnfill (100000, 'x');
  g_autofree char *line = g_strdup_printf ("perch-guard --%s", long_word);
  g_auto (GStrv) argv = NULL;
  char message[PERCH_GUARD_MESSAGE_ROOM];
  PerchGuardOptions options;

  g_assert_cmpint (parse (&options, line, &argv, message), ==, PERCH_GUARD_WRONG_USE);
  g_assert_cmpuint (strlen (message), <, sizeof message);
  g_assert_nonnull (strstr (message, "not an option"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/options/run", test_run);
  g_test_add_func ("/guard/options/defaults", test_defaults);
  g_test_add_func ("/guard/options/other-modes", test_other_modes);
  g_test_add_func ("/guard/options/wrong-use", test_wrong_use);
  g_test_add_func ("/guard/options/long-argument", test_long_argument);
  return g_test_run ();
}
