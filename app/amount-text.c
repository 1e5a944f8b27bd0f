/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/amount-text.h"

#include <glib/gi18n.h>

/* Amounts for people, in their language and with their decimal point. The commands and the log have
 * perch_format_uptime() and perch_format_memory(), which say the same in English. */

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/**
 * perch_amount_text_time:
 * @seconds: a length of time; below 0 counts as 0
 *
 * The two biggest units only, so that the text stays short in a menu.
 *
 * Returns: (transfer full): such as `42s`, `3m 7s`, `2h 15m` or `3d 4h`
 */
char *
perch_amount_text_time (gint64 seconds)
{
  int s = (int) CLAMP (seconds, 0, G_MAXINT);

  if (s < MINUTE)
    /* Translators: a length of time in seconds; short, as it stands in menus */
    return g_strdup_printf (_ ("%ds"), s);
  if (s < HOUR)
    /* Translators: a length of time in minutes and seconds */
    return g_strdup_printf (_ ("%dm %ds"), s / MINUTE, s % MINUTE);
  if (s < DAY)
    /* Translators: a length of time in hours and minutes */
    return g_strdup_printf (_ ("%dh %dm"), s / HOUR, s % HOUR / MINUTE);
  /* Translators: a length of time in days and hours */
  return g_strdup_printf (_ ("%dd %dh"), s / DAY, s % DAY / HOUR);
}

/**
 * perch_amount_text_memory:
 * @bytes: an amount of memory
 *
 * Units are powers of 1000, as those that desktops show for files.
 *
 * Returns: (transfer full): such as `24.7 MB`
 */
char *
perch_amount_text_memory (guint64 bytes)
{
  double amount = bytes / 1000.0;

  if (bytes < 1000)
    /* Translators: an amount of memory in bytes, as are the next ones in their units */
    return g_strdup_printf (_ ("%d B"), (int) bytes);
  /* 999.95 is the least amount that one decimal would round up to 1000.0. */
  if (amount < 999.95)
    return g_strdup_printf (_ ("%.1f kB"), amount);
  amount /= 1000.0;
  if (amount < 999.95)
    return g_strdup_printf (_ ("%.1f MB"), amount);
  amount /= 1000.0;
  if (amount < 999.95)
    return g_strdup_printf (_ ("%.1f GB"), amount);
  return g_strdup_printf (_ ("%.1f TB"), amount / 1000.0);
}
