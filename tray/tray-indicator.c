/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/tray-indicator.h"

#include <libdbusmenu-glib/dbusmenu-glib.h>

#include "tray/app-indicator.h"
#include "tray/host-watch.h"
#include "tray/tray-enums.h"
#include "tray/tray-menu.h"

/* At most so many updates reach the tray host: five a second. */
#define FLUSH_INTERVAL_US (200 * 1000)
/* Some hosts (Xfce) tell only when the menu is about to open, others (LXQt, GNOME) also when it has
 * opened and closed. What the first kind shows counts as open for a time after the last sign of
 * life, and even the second kind's word is not taken for ever: it may crash with the menu open. */
#define OPEN_FOR_US (120 * G_USEC_PER_SEC)
#define OPEN_AT_MOST_US (600 * G_USEC_PER_SEC)

/* What is set goes into @status, @title and @menu at once, and from there to the tray host in
 * flush_cb() only. @flush runs while something waits there. @open runs exactly while the menu
 * counts as open, until the moment when it no longer does. @shown: @indicator has its menu and
 * wants to be seen, which it keeps wanting. */
struct _PerchTrayIndicator
{
  GObject parent_instance;

  AppIndicator *indicator; /* (owned) */
  PerchTrayMenu *menu; /* (owned) */
  char *id; /* (owned) */
  char *icon_dir; /* (owned) (nullable) */
  PerchTrayStatus status;
  char *title; /* (owned) */
  PerchTrayHost host;
  GSource *flush; /* (owned) (nullable) */
  gint64 last_flush_us; /* monotonic */
  GSource *open; /* (owned) (nullable) */
  PerchHostWatch *host_watch; /* (owned) */
  gboolean has_menu;
  gboolean shown;
};

typedef enum
{
  PROP_HOST = 1,
  PROP_MENU_OPEN,
} PerchTrayIndicatorProperty;

static void perch_tray_indicator_tray_init (PerchTrayInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchTrayIndicator,
                               perch_tray_indicator,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PERCH_TYPE_TRAY,
                                                      perch_tray_indicator_tray_init))

static void queue_flush (PerchTrayIndicator *self);

static GSource *
attach_timer (PerchTrayIndicator *self, const char *name, gint64 delay_us, GSourceFunc callback)
{
  GSource *source = g_timeout_source_new (0);

  g_source_set_ready_time (source, g_get_monotonic_time () + delay_us);
  g_source_set_static_name (source, name);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

static void
set_closed (PerchTrayIndicator *self)
{
  if (self->open == NULL)
    return;
  clear_timer (&self->open);
  queue_flush (self); /* what had to wait because the menu was open */
  g_object_notify (G_OBJECT (self), "menu-open");
}

static gboolean
open_cb (gpointer user_data)
{
  set_closed (user_data);
  return G_SOURCE_REMOVE;
}

static void
set_open_for (PerchTrayIndicator *self, gint64 time_us)
{
  gboolean was_open = self->open != NULL;

  clear_timer (&self->open);
  self->open = attach_timer (self, "perch-tray-menu-open", time_us, open_cb);
  if (!was_open)
    g_object_notify (G_OBJECT (self), "menu-open");
}

/* A sign of life: never shortens what "opened" has promised. */
static void
see_open (PerchTrayIndicator *self)
{
  gint64 left = 0;

  if (self->open != NULL)
    left = g_source_get_ready_time (self->open) - g_get_monotonic_time ();
  if (left < OPEN_FOR_US)
    set_open_for (self, OPEN_FOR_US);
}

static gboolean
root_about_to_show_cb (DbusmenuMenuitem *root, PerchTrayIndicator *self)
{
  see_open (self);
  return FALSE; /* the layout stays as it is */
}

static gboolean
root_event_cb (DbusmenuMenuitem *root,
               const char *event,
               GVariant *value,
               guint timestamp,
               PerchTrayIndicator *self)
{
  if (g_str_equal (event, "opened"))
    set_open_for (self, OPEN_AT_MOST_US);
  else if (g_str_equal (event, "closed"))
    set_closed (self);
  return FALSE; /* libdbusmenu goes on with it */
}

static void
follow_root (PerchTrayIndicator *self)
{
  g_autoptr (GObject) server = NULL;
  g_autoptr (GObject) root = NULL;

  g_object_get (self->indicator, "dbus-menu-server", &server, NULL);
  if (server != NULL)
    g_object_get (server, DBUSMENU_SERVER_PROP_ROOT_NODE, &root, NULL);
  if (root == NULL)
    return; /* without it the menu never counts as open, and shows what it showed when closed */

  g_signal_connect_object (root, DBUSMENU_MENUITEM_SIGNAL_ABOUT_TO_SHOW,
                           G_CALLBACK (root_about_to_show_cb), self, 0);
  g_signal_connect_object (root, DBUSMENU_MENUITEM_SIGNAL_EVENT, G_CALLBACK (root_event_cb), self,
                           0);
}

static void
flush_icon (PerchTrayIndicator *self)
{
  const char *icon = perch_tray_status_get_icon_name (self->status);

  if (g_strcmp0 (app_indicator_get_icon (self->indicator), icon) != 0 ||
      g_strcmp0 (app_indicator_get_icon_desc (self->indicator), self->title) != 0)
    app_indicator_set_icon_full (self->indicator, icon, self->title);
  if (g_strcmp0 (app_indicator_get_title (self->indicator), self->title) != 0)
    app_indicator_set_title (self->indicator, self->title);
}

static void
flush_menu (PerchTrayIndicator *self)
{
  if (perch_tray_menu_update (self->menu, self->open == NULL))
    app_indicator_set_secondary_activate_target (self->indicator,
                                                 perch_tray_menu_get_secondary (self->menu));
}

/* The menu comes first: before it has one, the indicator has no place on the bus and is in no state
 * to speak of a new icon. */
static gboolean
flush_cb (gpointer user_data)
{
  PerchTrayIndicator *self = user_data;

  clear_timer (&self->flush);
  self->last_flush_us = g_get_monotonic_time ();
  if (!self->has_menu)
    return G_SOURCE_REMOVE;

  flush_menu (self);
  if (!self->shown)
    app_indicator_set_menu (self->indicator, perch_tray_menu_get_widget (self->menu));
  flush_icon (self);
  if (!self->shown)
    {
      self->shown = TRUE;
      app_indicator_set_status (self->indicator, APP_INDICATOR_STATUS_ACTIVE);
      follow_root (self);
    }
  return G_SOURCE_REMOVE;
}

static void
queue_flush (PerchTrayIndicator *self)
{
  gint64 due = self->last_flush_us + FLUSH_INTERVAL_US - g_get_monotonic_time ();

  if (self->flush == NULL)
    self->flush = attach_timer (self, "perch-tray-flush", MAX (due, 0), flush_cb);
}

static void
set_host (PerchTrayIndicator *self, PerchTrayHost host)
{
  if (host != PERCH_TRAY_HOST_PRESENT)
    set_closed (self);
  if (self->host == host)
    return;
  self->host = host;
  g_object_notify (G_OBJECT (self), "host");
}

static void
connection_changed_cb (AppIndicator *indicator, gboolean connected, PerchTrayIndicator *self)
{
  if (connected)
    perch_host_watch_accepted (self->host_watch);
  set_host (self, connected ? PERCH_TRAY_HOST_PRESENT : PERCH_TRAY_HOST_ABSENT);
}

static void
drop_indicator (PerchTrayIndicator *self)
{
  if (self->indicator == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->indicator, self);
  app_indicator_set_status (self->indicator, APP_INDICATOR_STATUS_PASSIVE);
  /* One that failed to register keeps itself alive, and its place on the bus with it, unless it is
   * told to let go. Its menu server it would then let go of twice. */
  g_object_set (self->indicator, "dbus-menu-server", NULL, NULL);
  g_object_run_dispose (G_OBJECT (self->indicator));
  g_clear_object (&self->indicator);
}

static void
make_indicator (PerchTrayIndicator *self)
{
  drop_indicator (self);
  self->indicator = perch_app_indicator_new (
      self->id, perch_tray_status_get_icon_name (self->status), self->title, self->icon_dir);
  g_signal_connect (self->indicator, "connection-changed", G_CALLBACK (connection_changed_cb),
                    self);
  self->shown = FALSE;
  if (self->has_menu)
    queue_flush (self);
}

/* The indicator says nothing when there was no host from the start. */
static void
host_vanished (gpointer user_data)
{
  set_host (user_data, PERCH_TRAY_HOST_ABSENT);
}

/* On a busy machine the library now and then sees the host before it has its own connection to the
 * bus, and it asks a host only once: in both cases only a new indicator gets in. */
static void
host_late (gpointer user_data)
{
  PerchTrayIndicator *self = user_data;

  if (self->host == PERCH_TRAY_HOST_PRESENT)
    perch_host_watch_accepted (self->host_watch);
  else if (self->shown)
    make_indicator (self);
}

static void
perch_tray_indicator_set_status (PerchTray *tray, PerchTrayStatus status, const char *title)
{
  PerchTrayIndicator *self = PERCH_TRAY_INDICATOR (tray);

  if (self->status == status && g_str_equal (self->title, title))
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  self->status = status;
  queue_flush (self);
}

static void
perch_tray_indicator_set_menu (PerchTray *tray, GMenuModel *menu, GActionGroup *actions)
{
  PerchTrayIndicator *self = PERCH_TRAY_INDICATOR (tray);

  self->has_menu = TRUE;
  perch_tray_menu_set_model (self->menu, menu, actions);
}

static void
perch_tray_indicator_tray_init (PerchTrayInterface *iface)
{
  iface->set_status = perch_tray_indicator_set_status;
  iface->set_menu = perch_tray_indicator_set_menu;
}

static void
perch_tray_indicator_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PerchTrayIndicator *self = PERCH_TRAY_INDICATOR (object);

  switch ((PerchTrayIndicatorProperty) id)
    {
    case PROP_HOST:
      g_value_set_enum (value, self->host);
      break;
    case PROP_MENU_OPEN:
      g_value_set_boolean (value, self->open != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
perch_tray_indicator_dispose (GObject *object)
{
  PerchTrayIndicator *self = PERCH_TRAY_INDICATOR (object);

  clear_timer (&self->flush);
  clear_timer (&self->open);
  g_clear_pointer (&self->host_watch, perch_host_watch_free);
  drop_indicator (self);
  if (self->menu != NULL)
    g_signal_handlers_disconnect_by_data (self->menu, self);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->icon_dir, g_free);

  G_OBJECT_CLASS (perch_tray_indicator_parent_class)->dispose (object);
}

static void
perch_tray_indicator_class_init (PerchTrayIndicatorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = perch_tray_indicator_get_property;
  object_class->dispose = perch_tray_indicator_dispose;

  g_object_class_override_property (object_class, PROP_HOST, "host");
  g_object_class_override_property (object_class, PROP_MENU_OPEN, "menu-open");
}

static void
perch_tray_indicator_init (PerchTrayIndicator *self)
{
  self->menu = perch_tray_menu_new ();
  g_signal_connect_swapped (self->menu, "changed", G_CALLBACK (queue_flush), self);
  g_signal_connect_swapped (self->menu, "picked", G_CALLBACK (set_closed), self);
  g_signal_connect_swapped (self->menu, "submenu-opened", G_CALLBACK (see_open), self);
}

/**
 * perch_tray_indicator_new:
 * @id: unique name of the program: letters, digits, `-` and `_`
 * @title: what the icon is called until perch_tray_set_status()
 * @icon_dir: (nullable): folder with an icon theme or with icon files, see
 * perch_icon_dir_find(); %NULL when the icons are in the system's theme
 *
 * A StatusNotifierItem for the tray hosts of Linux desktops. It appears once it has a menu and a
 * host, and again whenever a host comes back. GTK must be initialised.
 *
 * Returns: (transfer full): a new tray
 */
PerchTray *
perch_tray_indicator_new (const char *id, const char *title, const char *icon_dir)
{
  static const PerchHostWatchEvents host_events = { host_vanished, host_late };
  PerchTrayIndicator *self = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (PERCH_TYPE_TRAY_INDICATOR, NULL);
  self->id = g_strdup (id);
  self->icon_dir = g_strdup (icon_dir);
  self->title = g_strdup (title);
  self->status = PERCH_TRAY_STATUS_STOPPED;
  make_indicator (self);
  self->host_watch = perch_host_watch_new (&host_events, self);
  return PERCH_TRAY (self);
}
