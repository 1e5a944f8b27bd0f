/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/instance.h"

#include "app/server/runtime-dir.h"

static void
test_names (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *too_long = g_strnfill (65, 'a');
  const char *const good[] = { "work", "7", "org.example.Word-Counter_2", longest };
  const char *const bad[] = { "", ".", "..", ".hidden", "-v", "a/b", "a b", "ä", too_long };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (perch_instance_is_name (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (perch_instance_is_name (bad[i]));
}

static void
test_runtime_dir (void)
{
  g_autofree char *usual = NULL;
  g_autofree char *other = NULL;
  g_autofree char *bad = NULL;

  g_unsetenv (PERCH_INSTANCE_VARIABLE);
  g_assert_cmpstr (perch_instance_get_name (), ==, "perch");
  usual = perch_runtime_dir_find_in (NULL, "/tmp");
  g_assert_true (g_str_has_prefix (usual, "/tmp/perch-"));

  g_setenv (PERCH_INSTANCE_VARIABLE, "work", TRUE);
  g_assert_cmpstr (perch_instance_get_name (), ==, "work");
  other = perch_runtime_dir_find_in (NULL, "/tmp");
  g_assert_true (g_str_has_prefix (other, "/tmp/work-"));

  g_setenv (PERCH_INSTANCE_VARIABLE, "../work", TRUE);
  bad = perch_runtime_dir_find_in (NULL, "/tmp");
  g_assert_cmpstr (bad, ==, usual);
  g_unsetenv (PERCH_INSTANCE_VARIABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/instance/names", test_names);
  g_test_add_func ("/instance/runtime-dir", test_runtime_dir);
  return g_test_run ();
}
