/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/new-profile.h"

static void
test_label (void)
{
  static const char *const cases[][2] = {
    { "/opt/words/word-counter", "word-counter" },
    { "/home/me/tool.py", "tool" },
    { "/home/me/.py", ".py" },
    { "/home/me/a\nb", "a b" },
    { "/home/me/\xff", "\xef\xbf\xbd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *label = perch_new_profile_name_label (cases[i][0]);

      g_assert_cmpstr (label, ==, cases[i][1]);
    }
}

static void
test_long_label (void)
{
  g_autofree char *name = g_strnfill (200, 'x');
  g_autofree char *label = perch_new_profile_name_label (name);

  g_assert_cmpuint (g_utf8_strlen (label, -1), ==, 128);
}

static void
test_build (void)
{
  g_autoptr (JsonObject) profile = perch_new_profile_build ("Words", TRUE);

  g_assert_cmpstr (json_object_get_string_member (profile, "label"), ==, "Words");
  g_assert_true (json_object_get_boolean_member (profile, "autostart"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/new-profile/label", test_label);
  g_test_add_func ("/new-profile/long-label", test_long_label);
  g_test_add_func ("/new-profile/build", test_build);
  return g_test_run ();
}
