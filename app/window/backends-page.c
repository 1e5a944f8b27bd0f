/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/backends-page.h"

#include <glib/gi18n.h>

#include "app/new-profile.h"
#include "app/status-text.h"
#include "app/window/check-field.h"
#include "app/window/choice-field.h"
#include "app/window/combo-item.h"
#include "app/window/path-field.h"
#include "app/window/port-field.h"

#define MAX_LABEL_CHARS 40

/* The settings of one backend at a time, which @combo selects; its ids are the names of the
 * backends. @form is made anew for each, and when its profile gets a file. */
struct _PerchBackendsPage
{
  GtkBox parent_instance;
  PerchEdits *edits; /* (owned) */
  PerchBackendManager *manager; /* (owned) */
  char *profiles_dir; /* (owned) */
  GtkWidget *row; /* of @combo, shown when there are several backends */
  GtkComboBoxText *combo;
  GtkLabel *notice;
  GtkWidget *form; /* (nullable) */
  GtkWidget *program; /* (nullable): in @form, when choosing one makes a profile */
  char *shown_file; /* (owned) (nullable): the profile that @form is for */
  char *shown_name; /* (owned) (nullable): the backend that @form is for */
};

G_DEFINE_FINAL_TYPE (PerchBackendsPage, perch_backends_page, GTK_TYPE_BOX)

/* The profile that is made is to say what has been chosen by then. */
static void
follow_autostart (PerchBackendsPage *self)
{
  PerchBackend *backend = NULL;
  g_autoptr (JsonObject) others = NULL;

  if (self->program == NULL)
    return;
  backend = perch_backend_manager_lookup (self->manager, self->shown_name);
  if (backend == NULL)
    return;
  others = perch_new_profile_build (perch_backend_get_label (backend),
                                    perch_backend_manager_get_autostart (self->manager, backend));
  perch_field_set_others (PERCH_FIELD (self->program), others);
}

static void
add_program (PerchBackendsPage *self, PerchBackend *backend, const char *file)
{
  const PerchProfile *profile = perch_backend_get_profile (backend);
  const PerchFieldSpec program = { "pref_executable", file, "executable", _ ("Pr_ogram or script"),
                                   _ ("A program, or a Python script whose name ends in .py. It is "
                                      "looked at before it is taken.") };
  const PerchFieldSpec venv = {
    "pref_venv", file, "venv", _ ("_Virtual environment"),
    _ ("The Python in it runs the script. Without one, it is looked for beside the script.")
  };
  GtkWidget *field = perch_path_field_new (self->edits, &program, PERCH_PATH_PROGRAM,
                                           perch_backend_get_executable (backend));

  self->program = profile->file == NULL ? field : NULL;
  follow_autostart (self);
  perch_field_page_add (self->form, field);
  field = perch_path_field_new (self->edits, &venv, PERCH_PATH_FOLDER, NULL);
  gtk_widget_set_sensitive (field, profile->file != NULL);
  perch_field_page_add (self->form, field);
}

static void
add_policy (PerchBackendsPage *self, PerchBackend *backend, const char *file)
{
  gboolean has_file = perch_backend_get_profile (backend)->file != NULL;
  g_autofree char *label = perch_status_text_autostart ();
  const PerchChoice modes[] = {
    { "on-failure", C_ ("restart", "When it has failed") },
    { "always", C_ ("restart", "Whenever it has ended by itself") },
    { "never", C_ ("restart", "Never") },
  };
  const PerchFieldSpec autostart = { "pref_autostart", has_file ? file : "companion", "autostart",
                                     label, NULL };
  const PerchFieldSpec restart = { "pref_restart", file, "restart", _ ("Start it _again"), NULL };
  GtkWidget *field = perch_choice_field_new (self->edits, &restart, modes, G_N_ELEMENTS (modes));

  perch_field_page_add (self->form, perch_check_field_new (self->edits, &autostart));
  gtk_widget_set_sensitive (field, has_file);
  perch_field_page_add (self->form, field);
}

static void
add_port (PerchBackendsPage *self, PerchBackend *backend, const char *file)
{
  const PerchFieldSpec port = { "pref_port", file, "port", _ ("_Listens on port"),
                                _ ("0 if it listens on none, or is told one when it starts.") };
  GtkWidget *field = perch_port_field_new (self->edits, &port);

  gtk_widget_set_sensitive (field, perch_backend_get_profile (backend)->file != NULL);
  perch_field_page_add (self->form, field);
}

static void
show_notice (PerchBackendsPage *self, PerchBackend *backend)
{
  const char *text = NULL;

  if (perch_backend_get_profile (backend)->file == NULL)
    text = _ ("This backend has no profile yet: choosing a program makes one.");
  else if (perch_backend_get_notice (backend) != NULL)
    text = _ ("The backend is running. What has changed takes effect when it starts again.");
  gtk_label_set_text (self->notice, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), text != NULL);
}

static PerchBackend *
get_selected (PerchBackendsPage *self)
{
  const char *name = gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->combo));

  return name != NULL ? perch_backend_manager_lookup (self->manager, name) : NULL;
}

static void
show_selected (PerchBackendsPage *self)
{
  PerchBackend *backend = get_selected (self);
  g_autofree char *file = NULL;

  if (self->form != NULL)
    gtk_widget_destroy (self->form);
  self->form = NULL;
  self->program = NULL;
  g_clear_pointer (&self->shown_file, g_free);
  g_clear_pointer (&self->shown_name, g_free);
  if (backend == NULL)
    return;
  self->shown_file = g_strdup (perch_backend_get_profile (backend)->file);
  self->shown_name = g_strdup (perch_backend_get_name (backend));
  file = self->shown_file != NULL
             ? g_strdup (self->shown_file)
             : g_strdup_printf ("%s/%s.json", self->profiles_dir, self->shown_name);
  self->form = perch_field_page_new ();
  add_program (self, backend, file);
  add_policy (self, backend, file);
  add_port (self, backend, file);
  perch_field_page_align (self->form);
  gtk_box_pack_start (GTK_BOX (self), self->form, TRUE, TRUE, 0);
  show_notice (self, backend);
}

/* The form stays while it is about the same file: somebody may be typing. */
static void
refresh (PerchBackendsPage *self)
{
  PerchBackend *backend = get_selected (self);

  if (backend == NULL || g_strcmp0 (self->shown_name, perch_backend_get_name (backend)) != 0 ||
      g_strcmp0 (self->shown_file, perch_backend_get_profile (backend)->file) != 0)
    show_selected (self);
  else
    show_notice (self, backend);
}

static void
backends_changed_cb (PerchBackendsPage *self)
{
  GListModel *backends = G_LIST_MODEL (self->manager);
  guint n_backends = g_list_model_get_n_items (backends);
  g_autofree char *selected = g_strdup (gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->combo)));

  g_signal_handlers_block_by_func (self->combo, refresh, self);
  gtk_combo_box_text_remove_all (self->combo);
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);
      g_autofree char *label =
          perch_status_text_shorten (perch_backend_get_label (backend), MAX_LABEL_CHARS);

      gtk_combo_box_text_append (self->combo, perch_backend_get_name (backend), label);
      g_signal_handlers_disconnect_by_func (backend, refresh, self);
      g_signal_connect_object (backend, "notify::notice", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
    }
  if (selected == NULL || !gtk_combo_box_set_active_id (GTK_COMBO_BOX (self->combo), selected))
    gtk_combo_box_set_active (GTK_COMBO_BOX (self->combo), n_backends > 0 ? 0 : -1);
  g_signal_handlers_unblock_by_func (self->combo, refresh, self);
  gtk_widget_set_visible (self->row, n_backends > 1);
  refresh (self);
}

static void
perch_backends_page_dispose (GObject *object)
{
  PerchBackendsPage *self = PERCH_BACKENDS_PAGE (object);

  g_clear_object (&self->edits);
  g_clear_object (&self->manager);
  G_OBJECT_CLASS (perch_backends_page_parent_class)->dispose (object);
}

static void
perch_backends_page_finalize (GObject *object)
{
  PerchBackendsPage *self = PERCH_BACKENDS_PAGE (object);

  g_free (self->profiles_dir);
  g_free (self->shown_file);
  g_free (self->shown_name);
  G_OBJECT_CLASS (perch_backends_page_parent_class)->finalize (object);
}

static void
perch_backends_page_class_init (PerchBackendsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = perch_backends_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_backends_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/perch/Perch/ui/backends-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PerchBackendsPage, row);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendsPage, combo);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendsPage, notice);
}

static void
perch_backends_page_init (PerchBackendsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * perch_backends_page_new:
 * @edits: what the person changes
 * @manager: the backends
 * @profiles_dir: where a backend without a profile gets one
 *
 * Returns: (transfer floating): the page of settings of the backends
 */
GtkWidget *
perch_backends_page_new (PerchEdits *edits, PerchBackendManager *manager, const char *profiles_dir)
{
  PerchBackendsPage *self = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (edits), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (profiles_dir != NULL, NULL);

  self = g_object_new (PERCH_TYPE_BACKENDS_PAGE, NULL);
  self->edits = g_object_ref (edits);
  self->manager = g_object_ref (manager);
  self->profiles_dir = g_strdup (profiles_dir);
  g_signal_connect_object (self->combo, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "items-changed", G_CALLBACK (backends_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "profile-changed", G_CALLBACK (backends_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::default-autostart", G_CALLBACK (follow_autostart),
                           self, G_CONNECT_SWAPPED);
  backends_changed_cb (self);
  return GTK_WIDGET (self);
}

/**
 * perch_backends_page_list_items:
 * @items: (element-type PerchItem): gets the choice of a backend, and the fields of that one
 */
void
perch_backends_page_list_items (PerchBackendsPage *self, GPtrArray *items)
{
  g_return_if_fail (PERCH_IS_BACKENDS_PAGE (self));
  g_return_if_fail (items != NULL);

  g_ptr_array_add (
      items, perch_combo_item_new ("pref_backend", _ ("Backend"), GTK_COMBO_BOX (self->combo)));
  if (self->form != NULL)
    perch_field_page_list_items (self->form, items);
}
