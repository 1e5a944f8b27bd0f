/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu.h"

#include <glib/gi18n.h>

#include "app/action-mux.h"
#include "app/attention.h"
#include "app/menu-backends.h"
#include "app/menu-entry.h"
#include "app/menu-filter.h"
#include "app/menu-indicators.h"
#include "app/menu-problems.h"
#include "app/menu-quit.h"
#include "app/tray-status.h"

/* @model is made of sections, those of @backends, @shown and @problems first; these are filled when
 * the list of backends, of indicators or of problems changes, and nothing else comes or goes. @end
 * has one entry, which says what Quit stops. @tick
 * and @attention are there exactly while @active. */
struct _PerchMenu
{
  GObject parent_instance;

  PerchBackendManager *manager; /* (owned) */
  PerchActionMux *actions; /* (owned): "app." and one group for each backend */
  GMenu *model; /* (owned) */
  PerchMenuBackends *backends; /* (owned) */
  GMenuModel *filtered; /* (owned) (nullable): @model without what is to be hidden */
  GMenu *shown; /* (owned): what programs want a person to see */
  GMenu *problems; /* (owned) */
  GMenu *end; /* (owned) */
  PerchTray *tray; /* (owned) (nullable) */
  gboolean active;
  GSource *tick; /* (owned) (nullable) */
  PerchAttention *attention; /* (owned) (nullable) */
};

typedef enum
{
  PROP_ACTIVE = 1,
} PerchMenuProperty;

enum
{
  SIGNAL_TROUBLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchMenu, perch_menu, G_TYPE_OBJECT)

static void
show_status (PerchMenu *self)
{
  g_autofree char *title = NULL;
  PerchTrayStatus status;

  if (self->tray == NULL)
    return;
  status = perch_tray_status_for (self->manager, &title);
  perch_tray_set_status (self->tray, status, title);
}

static void
backends_changed_cb (PerchMenu *self)
{
  perch_menu_show_quit (self->end, self->manager);
  show_status (self);
}

static void
trouble_cb (PerchMenu *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, text);
}

static void
items_changed_cb (PerchMenu *self)
{
  if (self->attention == NULL)
    return;
  perch_attention_free (self->attention);
  self->attention = perch_attention_new (self->manager);
}

static void
problems_changed_cb (PerchMenu *self)
{
  perch_menu_show_problems (self->problems, perch_backend_manager_get_problems (self->manager));
  show_status (self);
}

/**
 * perch_menu_refresh:
 *
 * Makes the menu say how the backends are at this moment, what moves all the time included.
 */
void
perch_menu_refresh (PerchMenu *self)
{
  g_return_if_fail (PERCH_IS_MENU (self));

  perch_menu_backends_refresh (self->backends);
}

static gboolean
tick_cb (gpointer user_data)
{
  perch_menu_refresh (user_data);
  return G_SOURCE_CONTINUE;
}

static void
stop_looking (PerchMenu *self)
{
  if (self->tick != NULL)
    g_source_destroy (self->tick);
  g_clear_pointer (&self->tick, g_source_unref);
  g_clear_pointer (&self->attention, perch_attention_free);
}

static void
start_looking (PerchMenu *self)
{
  self->tick = g_timeout_source_new_seconds (1);
  g_source_set_static_name (self->tick, "perch-menu-tick");
  g_source_set_callback (self->tick, tick_cb, self, NULL);
  g_source_attach (self->tick, g_main_context_get_thread_default ());
  self->attention = perch_attention_new (self->manager);
  perch_menu_refresh (self);
}

static void
perch_menu_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((PerchMenuProperty) id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, PERCH_MENU (object)->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
perch_menu_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((PerchMenuProperty) id)
    {
    case PROP_ACTIVE:
      perch_menu_set_active (PERCH_MENU (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
perch_menu_dispose (GObject *object)
{
  PerchMenu *self = PERCH_MENU (object);

  stop_looking (self);
  g_clear_object (&self->tray);
  g_clear_object (&self->manager);
  g_clear_object (&self->actions);
  g_clear_object (&self->model);
  g_clear_object (&self->backends);
  g_clear_object (&self->filtered);
  g_clear_object (&self->shown);
  g_clear_object (&self->problems);
  g_clear_object (&self->end);

  G_OBJECT_CLASS (perch_menu_parent_class)->dispose (object);
}

static void
perch_menu_class_init (PerchMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = perch_menu_get_property;
  object_class->set_property = perch_menu_set_property;
  object_class->dispose = perch_menu_dispose;

  /**
   * PerchMenu:active:
   *
   * Whether somebody is looking at the menu. Only then does it follow what moves all the time.
   */
  g_object_class_install_property (
      object_class, PROP_ACTIVE,
      g_param_spec_boolean ("active", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));

  /**
   * PerchMenu::trouble:
   * @text: a sentence for people
   *
   * See #PerchBackendActions::trouble.
   */
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", PERCH_TYPE_MENU, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
add_section (PerchMenu *self, GMenu *section)
{
  g_menu_append_section (self->model, NULL, G_MENU_MODEL (section));
}

static void
perch_menu_init (PerchMenu *self)
{
  g_autoptr (GMenu) desk = g_menu_new ();

  self->actions = perch_action_mux_new ();
  self->model = g_menu_new ();
  self->shown = g_menu_new ();
  self->problems = g_menu_new ();
  self->end = g_menu_new ();

  perch_menu_add (desk, "show_status_window", _ ("Status _window…"), "app.show");
  perch_menu_set_secondary (desk, 0);
  perch_menu_add (desk, "preferences", _ ("Pr_eferences…"), "app.preferences");
  perch_menu_add (desk, "open_log", _ ("Open _log"), "app.open-log");
  perch_menu_add (desk, "copy_diagnostics", _ ("_Copy diagnostics"), "app.copy-diagnostics");
  perch_menu_add (desk, "save_bundle", _ ("Save support _bundle…"), "app.save-bundle");
  add_section (self, self->shown);
  add_section (self, self->problems);
  add_section (self, desk);
  add_section (self, self->end);
}

/**
 * perch_menu_new:
 * @manager: the backends; their list and their problems are followed
 * @app_actions: what the application can do: show, preferences, open-log, copy-diagnostics,
 * save-bundle and quit, without parameter; entries whose action is not there can't be clicked
 *
 * Returns: (transfer full): what a person sees and can do, as a menu
 */
PerchMenu *
perch_menu_new (PerchBackendManager *manager, GActionGroup *app_actions)
{
  PerchMenu *self = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (G_IS_ACTION_GROUP (app_actions), NULL);

  self = g_object_new (PERCH_TYPE_MENU, NULL);
  self->manager = g_object_ref (manager);
  perch_action_mux_insert (self->actions, "app", app_actions);
  self->backends = perch_menu_backends_new (manager, self->actions);
  g_menu_prepend_section (self->model, NULL, perch_menu_backends_get_model (self->backends));
  g_signal_connect_object (self->backends, "changed", G_CALLBACK (backends_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->backends, "trouble", G_CALLBACK (trouble_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::problems", G_CALLBACK (problems_changed_cb), self,
                           G_CONNECT_SWAPPED);
  problems_changed_cb (self);
  perch_menu_show_quit (self->end, manager);
  return self;
}

/**
 * perch_menu_follow_indicators:
 * @indicators: what programs want a person to see; given once in the life of @self
 *
 * Shows them below the backends, a row each.
 */
void
perch_menu_follow_indicators (PerchMenu *self, PerchIndicators *indicators)
{
  g_return_if_fail (PERCH_IS_MENU (self));
  g_return_if_fail (PERCH_IS_INDICATORS (indicators));

  g_signal_connect_object (indicators, "changed", G_CALLBACK (perch_menu_show_indicators),
                           self->shown, G_CONNECT_SWAPPED);
  perch_menu_show_indicators (self->shown, indicators);
}

/**
 * perch_menu_hide_entries:
 * @ids: (array zero-terminated=1): #PERCH_MENU_ID of what nobody is to see or click, without the
 *   name of a backend; given once, before anybody has asked for the model
 */
void
perch_menu_hide_entries (PerchMenu *self, const char *const *ids)
{
  g_return_if_fail (PERCH_IS_MENU (self));
  g_return_if_fail (ids != NULL && self->filtered == NULL);

  self->filtered = perch_menu_filter_new (G_MENU_MODEL (self->model), ids);
}

/**
 * perch_menu_append:
 * @section: what comes behind all the rest, and may come and go
 */
void
perch_menu_append (PerchMenu *self, GMenuModel *section)
{
  g_return_if_fail (PERCH_IS_MENU (self));
  g_return_if_fail (G_IS_MENU_MODEL (section));

  g_menu_append_section (self->model, NULL, section);
}

/**
 * perch_menu_get_model:
 *
 * Returns: (transfer none): the menu; its actions have full names
 */
GMenuModel *
perch_menu_get_model (PerchMenu *self)
{
  g_return_val_if_fail (PERCH_IS_MENU (self), NULL);

  return self->filtered != NULL ? self->filtered : G_MENU_MODEL (self->model);
}

/**
 * perch_menu_get_actions:
 *
 * Returns: (transfer none): the actions of the menu by their full names: "app.…" and
 * "backend.NAME.start", "….stop", "….restart", "….autostart"
 */
GActionGroup *
perch_menu_get_actions (PerchMenu *self)
{
  g_return_val_if_fail (PERCH_IS_MENU (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

/**
 * perch_menu_get_active:
 *
 * Returns: the value of #PerchMenu:active
 */
gboolean
perch_menu_get_active (PerchMenu *self)
{
  g_return_val_if_fail (PERCH_IS_MENU (self), FALSE);

  return self->active;
}

/**
 * perch_menu_set_active:
 *
 * Sets #PerchMenu:active.
 */
void
perch_menu_set_active (PerchMenu *self, gboolean active)
{
  g_return_if_fail (PERCH_IS_MENU (self));

  if (self->active == active)
    return;
  self->active = active;
  if (active)
    start_looking (self);
  else
    stop_looking (self);
  g_object_notify (G_OBJECT (self), "active");
}

/**
 * perch_menu_attach:
 * @tray: a tray; at most one in the life of @self
 *
 * Shows the menu and the status of all backends together in @tray.
 */
void
perch_menu_attach (PerchMenu *self, PerchTray *tray)
{
  g_return_if_fail (PERCH_IS_MENU (self));
  g_return_if_fail (PERCH_IS_TRAY (tray));
  g_return_if_fail (self->tray == NULL);

  self->tray = g_object_ref (tray);
  show_status (self);
  perch_tray_set_menu (tray, perch_menu_get_model (self), perch_menu_get_actions (self));
  g_object_bind_property (tray, "menu-open", self, "active", G_BINDING_SYNC_CREATE);
}
