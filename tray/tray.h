/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchTrayStatus:
 *
 * What the icon shows. Each has its own icon, told apart by shape as well as by colour.
 */
typedef enum
{
  PERCH_TRAY_STATUS_STOPPED,
  PERCH_TRAY_STATUS_BUSY,
  PERCH_TRAY_STATUS_RUNNING,
  PERCH_TRAY_STATUS_WARNING,
  PERCH_TRAY_STATUS_FAILED,
  PERCH_TRAY_STATUS_NOT_FOUND,
} PerchTrayStatus;

/**
 * PerchTrayHost:
 * @PERCH_TRAY_HOST_UNKNOWN: not known yet
 * @PERCH_TRAY_HOST_PRESENT: a tray host has accepted the icon
 * @PERCH_TRAY_HOST_ABSENT: there is none
 */
typedef enum
{
  PERCH_TRAY_HOST_UNKNOWN,
  PERCH_TRAY_HOST_PRESENT,
  PERCH_TRAY_HOST_ABSENT,
} PerchTrayHost;

/* Menu item attributes that PerchTray knows beside GMenu's own "label", "action" and "target":
 * PERCH_TRAY_ATTRIBUTE_ID (s): the entry's name for programs. It never changes.
 * PERCH_TRAY_ATTRIBUTE_HIDDEN (b): the entry keeps its place but is not shown.
 * PERCH_TRAY_ATTRIBUTE_SECONDARY (b): a middle click on the icon is a click on this entry. */
#define PERCH_TRAY_ATTRIBUTE_ID "perch-id"
#define PERCH_TRAY_ATTRIBUTE_HIDDEN "perch-hidden"
#define PERCH_TRAY_ATTRIBUTE_SECONDARY "perch-secondary"

#define PERCH_TYPE_TRAY (perch_tray_get_type ())
G_DECLARE_INTERFACE (PerchTray, perch_tray, PERCH, TRAY, GObject)

struct _PerchTrayInterface
{
  GTypeInterface parent_iface;

  void (*set_status) (PerchTray *self, PerchTrayStatus status, const char *title);
  void (*set_menu) (PerchTray *self, GMenuModel *menu, GActionGroup *actions);
};

void perch_tray_set_status (PerchTray *self, PerchTrayStatus status, const char *title);
void perch_tray_set_menu (PerchTray *self, GMenuModel *menu, GActionGroup *actions);
PerchTrayHost perch_tray_get_host (PerchTray *self);
gboolean perch_tray_get_menu_open (PerchTray *self);
const char *perch_tray_status_get_icon_name (PerchTrayStatus status);

G_END_DECLS
