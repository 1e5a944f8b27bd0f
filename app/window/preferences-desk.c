/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/preferences-desk.h"

#include <glib/gi18n.h>

#include "app/backends-set-up.h"
#include "app/config/companion-settings.h"
#include "app/paths.h"
#include "app/product-name.h"
#include "app/window/preferences.h"
#include "app/window/setup-assistant.h"

/* Opens the preferences: for the action `preferences` of the application, and for scripts. Opens
 * the assistant for who has no backend, as soon as there is nothing more urgent to do: then
 * @greeting is over. @window and @assistant are there exactly while they are open. */
struct _PerchPreferencesDesk
{
  GObject parent_instance;
  GActionMap *actions; /* (owned) (nullable): %NULL after dispose */
  PerchSettings *settings; /* (owned) */
  PerchBackendManager *manager; /* (owned) */
  GIcon *icon; /* (owned) (nullable): of the product, if it is one */
  PerchMemorySaver *memory_saver; /* (unowned): outlives the desk */
  GtkWidget *window; /* (nullable): GTK owns it */
  GtkWidget *assistant; /* (nullable): GTK owns it */
  GSource *greeting; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PerchPreferencesDesk, perch_preferences_desk, G_TYPE_OBJECT)

/* What it took to show a window is of no use any more. */
static void
save_memory_after (PerchPreferencesDesk *self, GtkWidget *window)
{
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (perch_memory_saver_arm),
                            self->memory_saver);
}

static void
open_window (PerchPreferencesDesk *self)
{
  g_autofree char *profiles_dir = perch_paths_get_profiles_dir ();

  if (self->window == NULL)
    {
      self->window = perch_preferences_new (self->settings, self->manager, profiles_dir);
      g_signal_connect (self->window, "destroy", G_CALLBACK (gtk_widget_destroyed), &self->window);
      save_memory_after (self, self->window);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

/* Whether it runs is what the person wants to see next. */
static void
started_cb (PerchPreferencesDesk *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "show", NULL);
}

static void
open_assistant (PerchPreferencesDesk *self)
{
  g_autofree char *profiles_dir = perch_paths_get_profiles_dir ();

  self->assistant =
      perch_setup_assistant_new (self->settings, self->manager, profiles_dir, self->icon);
  g_signal_connect (self->assistant, "destroy", G_CALLBACK (gtk_widget_destroyed),
                    &self->assistant);
  g_signal_connect_object (self->assistant, "started", G_CALLBACK (started_cb), self,
                           G_CONNECT_SWAPPED);
  save_memory_after (self, self->assistant);
  gtk_window_present (GTK_WINDOW (self->assistant));
}

static void
end_greeting (PerchPreferencesDesk *self)
{
  if (self->greeting != NULL)
    g_source_destroy (self->greeting);
  g_clear_pointer (&self->greeting, g_source_unref);
}

static gboolean
greet_cb (gpointer user_data)
{
  PerchPreferencesDesk *self = user_data;

  end_greeting (self);
  open_assistant (self);
  return G_SOURCE_REMOVE;
}

/* Tests and logins have nobody to help. */
static gboolean
wants_assistant (PerchPreferencesDesk *self, PerchApplication *application)
{
  JsonObject *values = perch_settings_get (self->settings, "companion")->values;

  return !perch_application_is_hidden (application) && !perch_application_has_hooks (application) &&
         perch_companion_settings_get_setup_assistant (values) &&
         perch_backends_has_only_example (self->manager);
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
perform_assistant_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  PerchPreferencesDesk *self = PERCH_PREFERENCES_DESK (item->target);

  if (!g_variant_get_boolean (value) && self->assistant != NULL)
    gtk_window_close (GTK_WINDOW (self->assistant));
}

/* A person can close it, and opens it by starting without a backend only. */
static void
list_assistant (PerchPreferencesDesk *self, GPtrArray *items)
{
  PerchItem *item = perch_item_new ("setup_window", perch_product_name ());

  perch_item_set_value (item, g_variant_new_boolean (TRUE));
  perch_item_accept (item, PERCH_ITEM_SET_VALUE, perform_assistant_cb, self);
  g_ptr_array_add (items, item);
  perch_setup_assistant_list_items (PERCH_SETUP_ASSISTANT (self->assistant), items);
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
  if (self->assistant != NULL)
    list_assistant (self, items);
}

static void
perch_preferences_desk_dispose (GObject *object)
{
  PerchPreferencesDesk *self = PERCH_PREFERENCES_DESK (object);

  if (self->actions != NULL)
    g_action_map_remove_action (self->actions, "preferences");
  end_greeting (self);
  if (self->window != NULL)
    gtk_widget_destroy (self->window);
  if (self->assistant != NULL)
    gtk_widget_destroy (self->assistant);
  g_clear_object (&self->actions);
  g_clear_object (&self->settings);
  g_clear_object (&self->manager);
  g_clear_object (&self->icon);
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
 * Offers help soon if there is no backend and the person may be there. GTK must be initialised.
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
  self->icon = perch_branding_get_icon (perch_application_get_branding (application));
  self->memory_saver = perch_application_get_memory_saver (application);
  g_action_map_add_action_entries (self->actions, entries, G_N_ELEMENTS (entries), self);
  perch_item_registry_add_source (
      perch_routes_get_items (perch_application_get_routes (application)), list_cb, self);
  if (wants_assistant (self, application))
    {
      self->greeting = g_idle_source_new ();
      g_source_set_static_name (self->greeting, "perch-greeting");
      g_source_set_callback (self->greeting, greet_cb, self, NULL);
      g_source_attach (self->greeting, g_main_context_get_thread_default ());
    }
  return self;
}
