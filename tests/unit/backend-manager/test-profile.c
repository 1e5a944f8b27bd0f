/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/profile.h"

static void
test_names (void)
{
  static const char *const good[] = { "main", "a", "My_Backend-2.0", "-x", "0" };
  static const char *const bad[] = { "",    ".",        "..", ".hidden", "a/b",
                                     "a b", "..\\evil", "nä", "a\n",     "a%2e" };
  g_autofree char *longest = g_strnfill (64, 'x');
  g_autofree char *too_long = g_strnfill (65, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (perch_profile_name_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (perch_profile_name_is_valid (bad[i]));
  g_assert_true (perch_profile_name_is_valid (longest));
  g_assert_false (perch_profile_name_is_valid (too_long));
}

static void
test_defaults (void)
{
  const char *const args[] = { "-v", "\xff", NULL };
  g_autoptr (PerchProfile) profile = perch_profile_new ("main", "/bin/x\xff", args);
  g_autoptr (PerchProfile) bare = perch_profile_new ("bare", NULL, NULL);

  g_assert_cmpstr (profile->name, ==, "main");
  g_assert_cmpstr (profile->label, ==, "main");
  g_assert_null (profile->file);
  g_assert_cmpstr (profile->executable, ==, "/bin/x\xff");
  g_assert_cmpstrv (profile->args, args);
  g_assert_cmpuint (profile->stop_timeout_ms, ==, 5000);
  g_assert_cmpuint (profile->ready_timeout_ms, ==, 30000);
  g_assert_cmpstr (profile->ready_path, ==, "/health");
  g_assert_false (profile->health_on);
  g_assert_true (profile->secret);
  g_assert_cmpuint (profile->health_interval_ms, ==, 10000);
  g_assert_cmpuint (profile->health_failures, ==, 3);
  g_assert_cmpint (profile->restart, ==, PERCH_RESTART_ON_FAILURE);
  g_assert_cmpint (profile->ready_on, ==, PERCH_READY_ON_SPAWN);
  g_assert_cmpuint (g_strv_length (profile->env), ==, 0);

  g_assert_null (bare->executable);
  g_assert_cmpuint (g_strv_length (bare->args), ==, 0);
}

static void
test_references (void)
{
  PerchProfile *profile = perch_profile_new ("main", NULL, NULL);

  g_assert_true (perch_profile_ref (profile) == profile);
  perch_profile_unref (profile);
  g_assert_cmpstr (profile->name, ==, "main");
  perch_profile_unref (profile);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/names", test_names);
  g_test_add_func ("/profile/defaults", test_defaults);
  g_test_add_func ("/profile/references", test_references);
  return g_test_run ();
}
