/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/setup-assistant.h"

#include <glib/gi18n.h>

#include "app/backends-set-up.h"
#include "app/config/edits.h"
#include "app/new-profile.h"
#include "app/product-name.h"
#include "app/window/button-item.h"
#include "app/window/check-field.h"
#include "app/window/program-chooser.h"

#define BACKEND "main"

/* Helps who has no backend to get one. It closes when there is one, wherever that comes from;
 * @chosen says that it comes from here and is to be started. */
struct _PerchSetupAssistant
{
  GtkWindow parent_instance;
  PerchEdits *edits; /* (owned) */
  PerchBackendManager *manager; /* (owned) */
  char *profile; /* (owned): the file to be made */
  gboolean chosen;
  GtkWidget *logo;
  GtkLabel *welcome;
  GtkWidget *program;
  GtkWidget *script;
  GtkWidget *example;
  GtkLabel *problem;
  GtkContainer *again;
  GtkWidget *again_field;
};

enum
{
  STARTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchSetupAssistant, perch_setup_assistant, GTK_TYPE_WINDOW)

static void
start_backend (PerchSetupAssistant *self)
{
  PerchBackend *backend = perch_backend_manager_lookup (self->manager, BACKEND);

  /* What goes wrong shows as its state. */
  if (backend != NULL)
    perch_backend_start_async (backend, NULL, NULL, NULL);
  g_signal_emit (self, signals[STARTED], 0);
}

static void
profile_changed_cb (PerchSetupAssistant *self)
{
  if (perch_backends_has_only_example (self->manager))
    return;
  if (self->chosen)
    start_backend (self);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
show_problem (PerchSetupAssistant *self, const char *text)
{
  g_autofree char *line = text != NULL ? g_strconcat ("✕ ", text, NULL) : NULL;

  gtk_label_set_text (self->problem, line != NULL ? line : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), line != NULL);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchSetupAssistant) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_edits_finish (PERCH_EDITS (source), result, &error);

  if (self->edits == NULL)
    return;
  show_problem (self, outcome == NULL ? error->message : NULL);
  self->chosen = outcome != NULL;
  /* The profile would be seen a moment later anyway. */
  if (outcome != NULL)
    perch_backend_manager_reload (self->manager);
}

static void
chosen_cb (const char *path, gpointer user_data)
{
  PerchSetupAssistant *self = user_data;
  g_autofree char *label = NULL;
  g_autoptr (JsonObject) profile = NULL;

  /* Settings are UTF-8: another name can't be written into them. */
  if (self->edits == NULL || path == NULL || !g_utf8_validate (path, -1, NULL))
    return;
  label = perch_new_profile_name_label (path);
  profile = perch_new_profile_build (label, FALSE);
  self->chosen = TRUE; /* the profile may be seen before saved_cb() */
  json_object_set_string_member (profile, "executable", path);
  perch_edits_change_async (self->edits, self->profile, profile, label, saved_cb,
                            g_object_ref (self));
}

static void
choose_program_cb (PerchSetupAssistant *self)
{
  perch_program_chooser_run (GTK_WINDOW (self), NULL, chosen_cb, G_OBJECT (self));
}

static void
choose_script_cb (PerchSetupAssistant *self)
{
  perch_program_chooser_run_script (GTK_WINDOW (self), chosen_cb, G_OBJECT (self));
}

/* Who wants the example has answered the question. */
static void
try_example_cb (PerchSetupAssistant *self)
{
  g_autoptr (JsonObject) changes = json_object_new ();

  json_object_set_boolean_member (changes, "setup_assistant", FALSE);
  perch_edits_change_async (self->edits, "companion", changes,
                            gtk_button_get_label (GTK_BUTTON (self->example)), NULL, NULL);
  start_backend (self);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static gboolean
perch_setup_assistant_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  if (GTK_WIDGET_CLASS (perch_setup_assistant_parent_class)->key_press_event (widget, event))
    return GDK_EVENT_STOP;
  if (event->keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_window_close (GTK_WINDOW (widget));
  return GDK_EVENT_STOP;
}

static void
perch_setup_assistant_dispose (GObject *object)
{
  PerchSetupAssistant *self = PERCH_SETUP_ASSISTANT (object);

  g_clear_object (&self->edits);
  g_clear_object (&self->manager);
  G_OBJECT_CLASS (perch_setup_assistant_parent_class)->dispose (object);
}

static void
perch_setup_assistant_finalize (GObject *object)
{
  g_free (PERCH_SETUP_ASSISTANT (object)->profile);
  G_OBJECT_CLASS (perch_setup_assistant_parent_class)->finalize (object);
}

static void
perch_setup_assistant_class_init (PerchSetupAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = perch_setup_assistant_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_setup_assistant_finalize;
  widget_class->key_press_event = perch_setup_assistant_key_press_event;

  /**
   * PerchSetupAssistant::started:
   *
   * The person has got a backend, and it is being started.
   */
  signals[STARTED] = g_signal_new ("started", PERCH_TYPE_SETUP_ASSISTANT, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/perch/Perch/ui/setup-assistant.ui");
  gtk_widget_class_bind_template_child (widget_class, PerchSetupAssistant, logo);
  gtk_widget_class_bind_template_child (widget_class, PerchSetupAssistant, welcome);
  gtk_widget_class_bind_template_child (widget_class, PerchSetupAssistant, program);
  gtk_widget_class_bind_template_child (widget_class, PerchSetupAssistant, script);
  gtk_widget_class_bind_template_child (widget_class, PerchSetupAssistant, example);
  gtk_widget_class_bind_template_child (widget_class, PerchSetupAssistant, problem);
  gtk_widget_class_bind_template_child (widget_class, PerchSetupAssistant, again);
  gtk_widget_class_bind_template_callback (widget_class, choose_program_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_script_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_example_cb);
}

static void
perch_setup_assistant_init (PerchSetupAssistant *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (PerchSetupAssistant *self)
{
  const PerchFieldSpec spec = { "setup_again", "companion", "setup_assistant",
                                _ ("_Ask again at the next start, while there is no backend"),
                                NULL };
  g_autofree char *text = g_strdup_printf (
      /* Translators: %s is the name of this program, such as "Perch" */
      _ ("%s starts, watches and stops a program of yours: its backend. Which one is it?"),
      perch_product_name ());

  gtk_window_set_title (GTK_WINDOW (self), perch_product_name ());
  gtk_label_set_text (self->welcome, text);
  atk_object_set_name (gtk_widget_get_accessible (self->logo), perch_product_name ());
  self->again_field = perch_check_field_new (self->edits, &spec);
  gtk_container_add (self->again, self->again_field);
}

/**
 * perch_setup_assistant_new:
 * @settings: the settings
 * @manager: the backends: none but the example
 * @profiles_dir: where the profile of the backend is to be
 * @icon: (nullable): the picture of the product; %NULL for that of Perch
 *
 * Closing the window destroys it, and so does a backend that comes from elsewhere.
 *
 * Returns: (transfer none): a window that is not shown yet; GTK owns it
 */
GtkWidget *
perch_setup_assistant_new (PerchSettings *settings,
                           PerchBackendManager *manager,
                           const char *profiles_dir,
                           GIcon *icon)
{
  PerchSetupAssistant *self = NULL;

  g_return_val_if_fail (PERCH_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (profiles_dir != NULL, NULL);

  self = g_object_new (PERCH_TYPE_SETUP_ASSISTANT, NULL);
  self->manager = g_object_ref (manager);
  self->edits = perch_edits_new (settings, profiles_dir);
  self->profile = g_build_filename (profiles_dir, BACKEND ".json", NULL);
  g_signal_connect_object (manager, "profile-changed", G_CALLBACK (profile_changed_cb), self,
                           G_CONNECT_SWAPPED);
  fill (self);
  if (icon != NULL)
    gtk_image_set_from_gicon (GTK_IMAGE (self->logo), icon, GTK_ICON_SIZE_DIALOG);
  return GTK_WIDGET (self);
}

static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  chosen_cb (g_variant_get_string (value, NULL), item->target);
}

/* What a person does with a dialog for files, which scripts can't use. */
static PerchItem *
make_path_item (PerchSetupAssistant *self)
{
  PerchItem *item =
      perch_item_new ("setup_executable", gtk_button_get_label (GTK_BUTTON (self->program)));

  item->enabled = gtk_widget_get_mapped (self->program);
  perch_item_set_value (item, g_variant_new_string (""));
  perch_item_accept (item, PERCH_ITEM_SET_VALUE, perform_cb, self);
  return item;
}

/**
 * perch_setup_assistant_list_items:
 * @items: (element-type PerchItem): gets what can be used in the window
 */
void
perch_setup_assistant_list_items (PerchSetupAssistant *self, GPtrArray *items)
{
  g_return_if_fail (PERCH_IS_SETUP_ASSISTANT (self));
  g_return_if_fail (items != NULL);

  g_ptr_array_add (items, make_path_item (self));
  g_ptr_array_add (items, perch_button_item_new ("setup_example", GTK_BUTTON (self->example)));
  g_ptr_array_add (items, perch_field_make_item (PERCH_FIELD (self->again_field)));
}
