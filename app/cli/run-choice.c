/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/run-choice.h"

static gboolean
is_set (const char *value)
{
  return value != NULL && value[0] != '\0';
}

/**
 * perch_run_choose:
 * @headless: whether `--headless` was given
 * @x11: (nullable): `$DISPLAY`
 * @wayland: (nullable): `$WAYLAND_DISPLAY`
 * @tray: (nullable): path of perch-tray, if it is installed
 *
 * Chooses between the tray and running without a display, by what is there.
 *
 * Returns: the choice; @tray is handed through
 */
PerchRunChoice
perch_run_choose (gboolean headless, const char *x11, const char *wayland, const char *tray)
{
  if (headless)
    return (PerchRunChoice){ NULL, "as --headless says" };
  if (!is_set (x11) && !is_set (wayland))
    return (PerchRunChoice){ NULL,
                             "since there is no display (DISPLAY and WAYLAND_DISPLAY are unset)" };
  if (tray == NULL)
    return (PerchRunChoice){ NULL, "since perch-tray is not installed" };
  return (PerchRunChoice){ tray, "since there is a display" };
}
