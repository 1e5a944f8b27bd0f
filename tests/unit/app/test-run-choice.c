/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/run-choice.h"

static void
test_choices (void)
{
  static const struct
  {
    gboolean headless;
    const char *x11;
    const char *wayland;
    const char *tray;
    gboolean in_tray;
    const char *word;
  } cases[] = {
    { FALSE, ":0", NULL, "/t", TRUE, "display" },
    { FALSE, NULL, "wayland-0", "/t", TRUE, "display" },
    { FALSE, NULL, NULL, "/t", FALSE, "DISPLAY" },
    { FALSE, "", "", "/t", FALSE, "DISPLAY" },
    { FALSE, ":0", NULL, NULL, FALSE, "perch-tray" },
    { TRUE, ":0", "wayland-0", "/t", FALSE, "--headless" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PerchRunChoice choice =
          perch_run_choose (cases[i].headless, cases[i].x11, cases[i].wayland, cases[i].tray);

      g_assert_cmpstr (choice.tray, ==, cases[i].in_tray ? "/t" : NULL);
      g_assert_nonnull (strstr (choice.reason, cases[i].word));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-choice/choices", test_choices);
  return g_test_run ();
}
