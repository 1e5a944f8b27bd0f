/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/tray-null.h"

#include "tray/tray-enums.h"

/* A tray that nobody sees: it remembers what it was told. @menu and @actions are set together. */
struct _PerchTrayNull
{
  GObject parent_instance;

  PerchTrayStatus status;
  char *title; /* (owned) (nullable) */
  GMenuModel *menu; /* (owned) (nullable) */
  GActionGroup *actions; /* (owned) (nullable) */
  PerchTrayHost host;
  gboolean menu_open;
};

typedef enum
{
  PROP_HOST = 1,
  PROP_MENU_OPEN,
} PerchTrayNullProperty;

static void perch_tray_null_tray_init (PerchTrayInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchTrayNull,
                               perch_tray_null,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PERCH_TYPE_TRAY, perch_tray_null_tray_init))

static void
perch_tray_null_set_status (PerchTray *tray, PerchTrayStatus status, const char *title)
{
  PerchTrayNull *self = PERCH_TRAY_NULL (tray);
  g_autofree char *copy = g_strdup (title);

  self->status = status;
  g_free (self->title);
  self->title = g_steal_pointer (&copy);
}

static void
perch_tray_null_set_menu (PerchTray *tray, GMenuModel *menu, GActionGroup *actions)
{
  PerchTrayNull *self = PERCH_TRAY_NULL (tray);

  g_set_object (&self->menu, menu);
  g_set_object (&self->actions, actions);
}

static void
perch_tray_null_tray_init (PerchTrayInterface *iface)
{
  iface->set_status = perch_tray_null_set_status;
  iface->set_menu = perch_tray_null_set_menu;
}

static void
perch_tray_null_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PerchTrayNull *self = PERCH_TRAY_NULL (object);

  switch ((PerchTrayNullProperty) id)
    {
    case PROP_HOST:
      g_value_set_enum (value, self->host);
      break;
    case PROP_MENU_OPEN:
      g_value_set_boolean (value, self->menu_open);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
perch_tray_null_dispose (GObject *object)
{
  PerchTrayNull *self = PERCH_TRAY_NULL (object);

  g_clear_object (&self->menu);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (perch_tray_null_parent_class)->dispose (object);
}

static void
perch_tray_null_class_init (PerchTrayNullClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = perch_tray_null_get_property;
  object_class->dispose = perch_tray_null_dispose;

  g_object_class_override_property (object_class, PROP_HOST, "host");
  g_object_class_override_property (object_class, PROP_MENU_OPEN, "menu-open");
}

static void
perch_tray_null_init (PerchTrayNull *self)
{
}

/**
 * perch_tray_null_new:
 *
 * Returns: (transfer full): a tray that draws nothing, for headless runs and tests. Its host stays
 * unknown until perch_tray_null_set_host() says otherwise.
 */
PerchTray *
perch_tray_null_new (void)
{
  return g_object_new (PERCH_TYPE_TRAY_NULL, NULL);
}

/**
 * perch_tray_null_get_status:
 *
 * Returns: the status that was set last
 */
PerchTrayStatus
perch_tray_null_get_status (PerchTrayNull *self)
{
  g_return_val_if_fail (PERCH_IS_TRAY_NULL (self), PERCH_TRAY_STATUS_STOPPED);

  return self->status;
}

/**
 * perch_tray_null_get_title:
 *
 * Returns: (transfer none) (nullable): the title that was set last
 */
const char *
perch_tray_null_get_title (PerchTrayNull *self)
{
  g_return_val_if_fail (PERCH_IS_TRAY_NULL (self), NULL);

  return self->title;
}

/**
 * perch_tray_null_get_menu:
 *
 * Returns: (transfer none) (nullable): the menu that was set last
 */
GMenuModel *
perch_tray_null_get_menu (PerchTrayNull *self)
{
  g_return_val_if_fail (PERCH_IS_TRAY_NULL (self), NULL);

  return self->menu;
}

/**
 * perch_tray_null_get_actions:
 *
 * Returns: (transfer none) (nullable): the actions that were set last
 */
GActionGroup *
perch_tray_null_get_actions (PerchTrayNull *self)
{
  g_return_val_if_fail (PERCH_IS_TRAY_NULL (self), NULL);

  return self->actions;
}

/**
 * perch_tray_null_set_host:
 *
 * Says what #PerchTray:host is from now on.
 */
void
perch_tray_null_set_host (PerchTrayNull *self, PerchTrayHost host)
{
  g_return_if_fail (PERCH_IS_TRAY_NULL (self));

  if (self->host == host)
    return;
  self->host = host;
  g_object_notify (G_OBJECT (self), "host");
}

/**
 * perch_tray_null_set_menu_open:
 *
 * Says what #PerchTray:menu-open is from now on.
 */
void
perch_tray_null_set_menu_open (PerchTrayNull *self, gboolean menu_open)
{
  g_return_if_fail (PERCH_IS_TRAY_NULL (self));

  if (self->menu_open == menu_open)
    return;
  self->menu_open = menu_open;
  g_object_notify (G_OBJECT (self), "menu-open");
}
