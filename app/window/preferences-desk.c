/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/preferences-desk.h"

#include <glib/gi18n.h>

#include "app/paths.h"
#include "app/window/preferences.h"

/* Opens the preferences: for the action `preferences` of the application, and for scripts. @window
 * is there exactly while it is open. */
struct _PerchPreferencesDesk
{
  GObject parent_instance;
  GActionMap *actions; /* (owned) (nullable): %NULL after dispose */
  PerchSettings *settings; /* (owned) */
  PerchBackendManager *manager; /* (owned) */
  GtkWidget *window; /* (nullable): GTK owns it */
};

G_DEFINE_FINAL_TYPE (PerchPreferencesDesk, perch_preferences_desk, G_TYPE_OBJECT)

static void
open_window (PerchPreferencesDesk *self)
{
  g_autofree char *profiles_dir = perch_paths_get_profiles_dir ();

  if (self->window == NULL)
    {
      self->window = perch_preferences_new (self->settings, self->manager, profiles_dir);
      g_signal_connect (self->window, "destroy", G_CALLBACK (gtk_widget_destroyed), &self->window);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_window (user_data);
}

static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  PerchPreferencesDesk *self = PERCH_PREFERENCES_DESK (item->target);

  if (g_variant_get_boolean (value))
    open_window (self);
  else if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
list_cb (GPtrArray *items, gpointer owner)
{
  PerchPreferencesDesk *self = owner;
  PerchItem *item = perch_item_new ("preferences_window", _ ("Preferences"));

  perch_item_set_value (item, g_variant_new_boolean (self->window != NULL));
  perch_item_accept (item, PERCH_ITEM_SET_VALUE, perform_cb, self);
  g_ptr_array_add (items, item);
  if (self->window != NULL)
    perch_preferences_list_items (PERCH_PREFERENCES (self->window), items);
}

static void
perch_preferences_desk_dispose (GObject *object)
{
  PerchPreferencesDesk *self = PERCH_PREFERENCES_DESK (object);

  if (self->actions != NULL)
    g_action_map_remove_action (self->actions, "preferences");
  if (self->window != NULL)
    gtk_widget_destroy (self->window);
  g_clear_object (&self->actions);
  g_clear_object (&self->settings);
  g_clear_object (&self->manager);
  G_OBJECT_CLASS (perch_preferences_desk_parent_class)->dispose (object);
}

static void
perch_preferences_desk_class_init (PerchPreferencesDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_preferences_desk_dispose;
}

static void
perch_preferences_desk_init (PerchPreferencesDesk *self)
{
}

/**
 * perch_preferences_desk_new:
 * @application: past its startup; gets the action `preferences`, until the returned object is
 *   disposed
 *
 * GTK must be initialised.
 *
 * Returns: (transfer full):
 */
PerchPreferencesDesk *
perch_preferences_desk_new (PerchApplication *application)
{
  const GActionEntry entries[] = { { .name = "preferences", .activate = preferences_cb } };
  PerchPreferencesDesk *self = NULL;

  g_return_val_if_fail (PERCH_IS_APPLICATION (application), NULL);

  self = g_object_new (PERCH_TYPE_PREFERENCES_DESK, NULL);
  self->actions = G_ACTION_MAP (g_object_ref (application));
  self->settings = g_object_ref (perch_application_get_settings (application));
  self->manager = g_object_ref (perch_application_get_manager (application));
  g_action_map_add_action_entries (self->actions, entries, G_N_ELEMENTS (entries), self);
  perch_item_registry_add_source (
      perch_routes_get_items (perch_application_get_routes (application)), list_cb, self);
  return self;
}
