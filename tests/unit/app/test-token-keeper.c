/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/token-keeper.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "app/server/token-secret.h"
#include "tests/unit/app/raw-client.h"
#include "tests/unit/backend-manager/scratch.h"

/* The Secret Service itself is not tried here: these have no bus, or one that nobody answers on. */
typedef struct
{
  PerchScratch scratch;
  PerchToken *token;
  char *file;
  char *module;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
  fixture->token = perch_token_new (NULL);
  fixture->file = g_build_filename (fixture->scratch.dir, "token", NULL);
  fixture->module = g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "app", "server",
                                      PERCH_TOKEN_SECRET_MODULE, NULL);
  if (data != NULL)
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", data, TRUE);
  else
    g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->module);
  g_free (fixture->file);
  perch_token_free (fixture->token);
  perch_scratch_clear (&fixture->scratch);
}

static gboolean
has_place (gpointer user_data)
{
  return perch_token_keeper_get_place (user_data) != PERCH_TOKEN_PLACE_ASKING;
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  PerchTokenKeeper *keeper = NULL;
  g_autofree char *text = NULL;
  GStatBuf info;

  g_test_summary ("Without a Secret Service the token is in the file, for this user alone.");

  g_assert_true (g_file_set_contents (fixture->file, "an old one", -1, NULL));
  keeper = perch_token_keeper_new (fixture->token, fixture->file, fixture->module);
  raw_wait (has_place, keeper);
  g_assert_cmpint (perch_token_keeper_get_place (keeper), ==, PERCH_TOKEN_PLACE_FILE);
  g_assert_true (g_file_get_contents (fixture->file, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, perch_token_get_secret (fixture->token));
  g_assert_cmpint (g_stat (fixture->file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  perch_token_keeper_free (keeper);
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
}

static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_build_filename (fixture->scratch.dir, "target", NULL);
  PerchTokenKeeper *keeper = NULL;

  g_test_summary ("A link in its place is replaced, not followed.");

  g_assert_cmpint (symlink (target, fixture->file), ==, 0);
  keeper = perch_token_keeper_new (fixture->token, fixture->file, fixture->module);
  raw_wait (has_place, keeper);
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  perch_token_keeper_free (keeper);
}

static void
test_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchTokenKeeper) keeper = NULL;
  g_autofree char *file = g_build_filename (fixture->scratch.dir, "missing", "token", NULL);

  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*can't be written*perch token*");
  keeper = perch_token_keeper_new (fixture->token, file, fixture->module);
  raw_wait (has_place, keeper);
  g_test_assert_expected_messages ();
  g_assert_cmpint (perch_token_keeper_get_place (keeper), ==, PERCH_TOKEN_PLACE_NOWHERE);
}

static void
test_freed_early (Fixture *fixture, gconstpointer data)
{
  perch_token_keeper_free (perch_token_keeper_new (fixture->token, fixture->file, fixture->module));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  static const char nobody[] = "unix:path=/nonexistent/bus";

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, data, func)                                                                      \
  g_test_add ("/token-keeper/" name, Fixture, data, setup, func, teardown)
  ADD ("no-bus", NULL, test_file);
  ADD ("dead-bus", nobody, test_file);
  ADD ("link", NULL, test_link);
  ADD ("nowhere", NULL, test_nowhere);
  ADD ("freed-early", nobody, test_freed_early);
  return g_test_run ();
}
