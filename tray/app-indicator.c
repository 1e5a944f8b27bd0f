/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/app-indicator.h"

/* An AppIndicator that never makes a GtkStatusIcon. The library makes one 100 ms after the tray
 * host went away and forgets to look whether it is back, so that a panel that restarts fast shows
 * two icons; in the version of Debian 12 it also reads past the end of an array while doing so; and
 * newer desktops have no place for such an icon at all. */
typedef struct
{
  AppIndicator parent_instance;
} PerchAppIndicator;

typedef struct
{
  AppIndicatorClass parent_class;
} PerchAppIndicatorClass;

/* No G_DECLARE_FINAL_TYPE: it needs g_autoptr (AppIndicator), which only some versions define. */
G_DEFINE_TYPE (PerchAppIndicator, perch_app_indicator, APP_INDICATOR_TYPE)

static GtkStatusIcon *
perch_app_indicator_fallback (AppIndicator *indicator)
{
  return NULL;
}

static void
perch_app_indicator_class_init (PerchAppIndicatorClass *klass)
{
  APP_INDICATOR_CLASS (klass)->fallback = perch_app_indicator_fallback;
}

static void
perch_app_indicator_init (PerchAppIndicator *self)
{
}

/**
 * perch_app_indicator_new:
 * @id: unique name of the program, also a part of a D-Bus object path
 * @icon_name: name of the icon
 * @title: name of the program for people
 * @dir: (nullable): folder to look for icons in, before those of the system
 *
 * Returns: (transfer full): an indicator that is not shown yet. It is not made by
 * app_indicator_new(), which newer versions mark as deprecated and warn about when it runs.
 */
AppIndicator *
perch_app_indicator_new (const char *id, const char *icon_name, const char *title, const char *dir)
{
  /* clang-format off */
  return g_object_new (perch_app_indicator_get_type (),
                       "id", id,
                       "category", "ApplicationStatus",
                       "icon-name", icon_name,
                       "icon-theme-path", dir,
                       "title", title,
                       NULL);
  /* clang-format on */
}
