/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/clock.h"

#define MINUTE G_GINT64_CONSTANT (60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/**
 * perch_format_uptime:
 * @seconds: a length of time; below 0 counts as 0
 *
 * The two biggest units only, so that the text stays short in a menu: `42s`, `3m 7s`, `2h 15m`,
 * `3d 4h`.
 *
 * Returns: (transfer full): the text
 */
char *
perch_format_uptime (gint64 seconds)
{
  seconds = MAX (seconds, 0);

  if (seconds < MINUTE)
    return g_strdup_printf ("%" G_GINT64_FORMAT "s", seconds);
  if (seconds < HOUR)
    return g_strdup_printf ("%" G_GINT64_FORMAT "m %" G_GINT64_FORMAT "s", seconds / MINUTE,
                            seconds % MINUTE);
  if (seconds < DAY)
    return g_strdup_printf ("%" G_GINT64_FORMAT "h %" G_GINT64_FORMAT "m", seconds / HOUR,
                            seconds % HOUR / MINUTE);
  return g_strdup_printf ("%" G_GINT64_FORMAT "d %" G_GINT64_FORMAT "h", seconds / DAY,
                          seconds % DAY / HOUR);
}

/**
 * perch_format_memory:
 * @bytes: an amount of memory
 *
 * Units are powers of 1000, as those that desktops show for files. Unlike g_format_size() the
 * space is a plain one, which every terminal and tray shows.
 *
 * Returns: (transfer full): the text, such as `24.7 MB`
 */
char *
perch_format_memory (guint64 bytes)
{
  static const char *const units[] = { "kB", "MB", "GB", "TB" };
  double amount = bytes / 1000.0;
  guint unit = 0;

  if (bytes < 1000)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " B", bytes);

  /* 999.95 is the least amount that one decimal would round up to 1000.0. */
  for (; amount >= 999.95 && unit + 1 < G_N_ELEMENTS (units); unit++)
    amount /= 1000.0;
  return g_strdup_printf ("%.1f %s", amount, units[unit]);
}
