/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/tray.h"

#include "tray/tray-enums.h"

G_DEFINE_INTERFACE (PerchTray, perch_tray, G_TYPE_OBJECT)

static void
perch_tray_default_init (PerchTrayInterface *iface)
{
  /**
   * PerchTray:host:
   *
   * Whether there is a tray host that has accepted the icon.
   */
  g_object_interface_install_property (
      iface,
      g_param_spec_enum ("host", NULL, NULL, PERCH_TYPE_TRAY_HOST, PERCH_TRAY_HOST_UNKNOWN,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));

  /**
   * PerchTray:menu-open:
   *
   * Whether somebody is looking at the menu, as far as the tray host tells. It errs on the side of
   * %TRUE, because a menu that stands still is worse than one kept fresh for a while in vain.
   */
  g_object_interface_install_property (
      iface,
      g_param_spec_boolean ("menu-open", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
}

/**
 * perch_tray_set_status:
 * @self: a #PerchTray
 * @status: which icon to show
 * @title: the same in words, for tooltips and screen readers
 */
void
perch_tray_set_status (PerchTray *self, PerchTrayStatus status, const char *title)
{
  g_return_if_fail (PERCH_IS_TRAY (self));
  g_return_if_fail (title != NULL);

  PERCH_TRAY_GET_IFACE (self)->set_status (self, status, title);
}

/**
 * perch_tray_set_menu:
 * @self: a #PerchTray
 * @menu: the menu; its changes are followed
 * @actions: the actions that @menu names, by the full names it uses (with the prefix, if any)
 *
 * Sets what the icon's menu shows. An entry without an action is a line of text. An entry of a
 * boolean action without parameter is a check box. The icon appears when this has been called.
 */
void
perch_tray_set_menu (PerchTray *self, GMenuModel *menu, GActionGroup *actions)
{
  g_return_if_fail (PERCH_IS_TRAY (self));
  g_return_if_fail (G_IS_MENU_MODEL (menu));
  g_return_if_fail (G_IS_ACTION_GROUP (actions));

  PERCH_TRAY_GET_IFACE (self)->set_menu (self, menu, actions);
}

/**
 * perch_tray_get_host:
 * @self: a #PerchTray
 *
 * Returns: the value of #PerchTray:host
 */
PerchTrayHost
perch_tray_get_host (PerchTray *self)
{
  PerchTrayHost host;

  g_return_val_if_fail (PERCH_IS_TRAY (self), PERCH_TRAY_HOST_UNKNOWN);

  g_object_get (self, "host", &host, NULL);
  return host;
}

/**
 * perch_tray_get_menu_open:
 * @self: a #PerchTray
 *
 * Returns: the value of #PerchTray:menu-open
 */
gboolean
perch_tray_get_menu_open (PerchTray *self)
{
  gboolean open;

  g_return_val_if_fail (PERCH_IS_TRAY (self), FALSE);

  g_object_get (self, "menu-open", &open, NULL);
  return open;
}

/**
 * perch_tray_status_get_icon_name:
 * @status: a status
 *
 * Returns: (transfer none): the name of the coloured icon for @status; with "-symbolic" appended,
 * of the one in a single colour
 */
const char *
perch_tray_status_get_icon_name (PerchTrayStatus status)
{
  static const char *const names[] = {
    [PERCH_TRAY_STATUS_STOPPED] = "perch-stopped",
    [PERCH_TRAY_STATUS_BUSY] = "perch-busy",
    [PERCH_TRAY_STATUS_RUNNING] = "perch-running",
    [PERCH_TRAY_STATUS_WARNING] = "perch-warning",
    [PERCH_TRAY_STATUS_FAILED] = "perch-failed",
    [PERCH_TRAY_STATUS_NOT_FOUND] = "perch-not-found",
  };

  g_return_val_if_fail (status < G_N_ELEMENTS (names), NULL);

  return names[status];
}
