/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/preferences.h"

#include <glib/gi18n.h>

#include "app/config/edits.h"
#include "app/window/answers-page.h"
#include "app/window/backends-page.h"
#include "app/window/button-item.h"
#include "app/window/general-page.h"
#include "app/window/ports-page.h"
#include "app/window/stack-item.h"

/* All that a person can set, and the way back. It is made when it is opened and gone when it is
 * closed; what can be undone goes with it. */
struct _PerchPreferences
{
  GtkWindow parent_instance;
  PerchSettings *settings; /* (owned) */
  PerchEdits *edits; /* (owned) */
  GtkStack *pages;
  GtkWidget *switcher; /* of @pages */
  GtkLabel *problems;
  GtkLabel *saved;
  GtkWidget *undo;
  GtkWidget *general;
  GtkWidget *backends;
  GtkWidget *ports;
  GtkWidget *answers;
};

G_DEFINE_FINAL_TYPE (PerchPreferences, perch_preferences, GTK_TYPE_WINDOW)

static void
show_undo (PerchPreferences *self)
{
  const char *label = perch_edits_get_undo_label (self->edits);
  g_autofree char *text = NULL;

  if (label != NULL)
    /* Translators: %s is the name of a setting that has just been changed. */
    text = g_strdup_printf (_ ("Changed and saved: %s"), label);
  gtk_label_set_text (self->saved, text != NULL ? text : _ ("Each change takes effect at once."));
  gtk_widget_set_sensitive (self->undo, label != NULL);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_edits_finish (PERCH_EDITS (source), result, &error);

  if (self->edits == NULL)
    return;
  if (outcome == NULL)
    gtk_label_set_text (self->saved, error->message);
  else if (outcome->problem != NULL)
    gtk_label_set_text (self->saved, outcome->problem);
}

static void
undo_cb (PerchPreferences *self)
{
  if (perch_edits_get_undo_label (self->edits) != NULL)
    perch_edits_undo_async (self->edits, undone_cb, g_object_ref (self));
}

static void
show_problems (PerchPreferences *self)
{
  g_auto (GStrv) problems = perch_settings_list_problems (self->settings);
  g_autofree char *lines = g_strjoinv ("\n▲ ", problems);
  g_autofree char *text = g_strconcat ("▲ ", lines, NULL);

  gtk_label_set_text (self->problems, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), problems[0] != NULL);
}

/* In a field for text, Ctrl+Z is about what is typed there, as long as that has not been saved.
 *
 * Returns: whether there was something */
static gboolean
undo_typing (PerchPreferences *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *field = focus != NULL ? gtk_widget_get_ancestor (focus, PERCH_TYPE_FIELD) : NULL;
  g_autofree char *typed = NULL;

  if (field == NULL || !GTK_IS_ENTRY (focus))
    return FALSE;
  typed = g_strdup (gtk_entry_get_text (GTK_ENTRY (focus)));
  perch_field_revert (PERCH_FIELD (field));
  return !g_str_equal (typed, gtk_entry_get_text (GTK_ENTRY (focus)));
}

static gboolean
perch_preferences_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  PerchPreferences *self = PERCH_PREFERENCES (widget);
  guint modifiers = event->state & gtk_accelerator_get_default_mod_mask ();

  if (GTK_WIDGET_CLASS (perch_preferences_parent_class)->key_press_event (widget, event))
    return GDK_EVENT_STOP;
  if (event->keyval == GDK_KEY_Escape && modifiers == 0)
    gtk_window_close (GTK_WINDOW (self));
  else if (event->keyval == GDK_KEY_z && modifiers == GDK_CONTROL_MASK)
    {
      if (!undo_typing (self))
        undo_cb (self);
    }
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
perch_preferences_dispose (GObject *object)
{
  PerchPreferences *self = PERCH_PREFERENCES (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->edits);
  G_OBJECT_CLASS (perch_preferences_parent_class)->dispose (object);
}

static void
perch_preferences_class_init (PerchPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = perch_preferences_dispose;
  widget_class->key_press_event = perch_preferences_key_press_event;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/perch/Perch/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, PerchPreferences, pages);
  gtk_widget_class_bind_template_child (widget_class, PerchPreferences, switcher);
  gtk_widget_class_bind_template_child (widget_class, PerchPreferences, problems);
  gtk_widget_class_bind_template_child (widget_class, PerchPreferences, saved);
  gtk_widget_class_bind_template_child (widget_class, PerchPreferences, undo);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
}

static void
perch_preferences_init (PerchPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_pages (PerchPreferences *self, PerchBackendManager *manager, const char *profiles_dir)
{
  self->general = perch_general_page_new (self->edits);
  self->backends = perch_backends_page_new (self->edits, manager, profiles_dir);
  self->ports = perch_ports_page_new (self->edits);
  self->answers = perch_answers_page_new (self->edits);
  gtk_stack_add_titled (self->pages, self->general, "general", C_ ("preferences", "General"));
  gtk_stack_add_titled (self->pages, self->backends, "backends", _ ("Backends"));
  gtk_stack_add_titled (self->pages, self->ports, "ports", _ ("Ports"));
  gtk_stack_add_titled (self->pages, self->answers, "answers", _ ("Answers"));
}

/**
 * perch_preferences_new:
 * @settings: the settings
 * @manager: the backends
 * @profiles_dir: the folder of their profiles
 *
 * Closing the window destroys it.
 *
 * Returns: (transfer none): a window that is not shown yet; GTK owns it
 */
GtkWidget *
perch_preferences_new (PerchSettings *settings,
                       PerchBackendManager *manager,
                       const char *profiles_dir)
{
  PerchPreferences *self = NULL;

  g_return_val_if_fail (PERCH_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (profiles_dir != NULL, NULL);

  self = g_object_new (PERCH_TYPE_PREFERENCES, NULL);
  self->settings = g_object_ref (settings);
  self->edits = perch_edits_new (settings, profiles_dir);
  g_signal_connect_object (self->edits, "undo-changed", G_CALLBACK (show_undo), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "problems-changed", G_CALLBACK (show_problems), self,
                           G_CONNECT_SWAPPED);
  add_pages (self, manager, profiles_dir);
  show_problems (self);
  return GTK_WIDGET (self);
}

/**
 * perch_preferences_list_items:
 * @items: (element-type PerchItem): gets what can be used in the window
 */
void
perch_preferences_list_items (PerchPreferences *self, GPtrArray *items)
{
  g_return_if_fail (PERCH_IS_PREFERENCES (self));
  g_return_if_fail (items != NULL);

  g_ptr_array_add (items,
                   perch_stack_item_new ("pref_tabs", _ ("Preferences"), PERCH_ITEM_SELECT_TAB,
                                         self->pages, self->switcher));
  g_ptr_array_add (items, perch_button_item_new ("pref_undo", GTK_BUTTON (self->undo)));
  perch_field_page_list_items (self->general, items);
  perch_backends_page_list_items (PERCH_BACKENDS_PAGE (self->backends), items);
  perch_field_page_list_items (self->ports, items);
  perch_answers_page_list_items (PERCH_ANSWERS_PAGE (self->answers), items);
}
