/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/contrast.h"

static GdkRGBA
parse (const char *text)
{
  GdkRGBA colour = { 0 };

  g_assert_true (gdk_rgba_parse (&colour, text));
  return colour;
}

static void
test_get (void)
{
  GdkRGBA black = parse ("#000000");
  GdkRGBA white = parse ("#ffffff");
  GdkRGBA grey = parse ("#808080");

  g_assert_cmpfloat_with_epsilon (perch_contrast_get (&black, &white), 21.0, 0.01);
  g_assert_cmpfloat_with_epsilon (perch_contrast_get (&white, &black), 21.0, 0.01);
  g_assert_cmpfloat_with_epsilon (perch_contrast_get (&grey, &grey), 1.0, 0.01);
}

static void
test_ensure (void)
{
  static const char *const colours[] = { "#cc0000", "#f57900", "#ffffff", "#000000" };
  static const char *const pairs[][2] = { { "#000000", "#ffffff" }, { "#eeeeec", "#2d2d2d" } };

  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (pairs); j++)
      {
        GdkRGBA text = parse (pairs[j][0]);
        GdkRGBA background = parse (pairs[j][1]);
        GdkRGBA before = parse (colours[i]);
        GdkRGBA after = before;
        gboolean was_readable =
            perch_contrast_get (&before, &background) >= PERCH_CONTRAST_READABLE;

        perch_contrast_ensure (&after, &text, &background);
        g_assert_cmpfloat (perch_contrast_get (&after, &background), >=, PERCH_CONTRAST_READABLE);
        g_assert_cmpint (gdk_rgba_equal (&before, &after), ==, was_readable);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contrast/get", test_get);
  g_test_add_func ("/contrast/ensure", test_ensure);
  return g_test_run ();
}
