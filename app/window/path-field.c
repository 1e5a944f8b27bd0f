/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/path-field.h"

#include <glib/gi18n.h>

#include "app/menu-entry.h"
#include "app/window/entry-item.h"
#include "app/window/program-chooser.h"

/* A setting that is a path: typed, or chosen in a dialog. */
struct _PerchPathField
{
  PerchField parent_instance;
  PerchPathKind kind;
  GtkWidget *entry;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (PerchPathField, perch_path_field, PERCH_TYPE_FIELD)

static void
submit_cb (PerchField *field)
{
  const char *text = gtk_entry_get_text (GTK_ENTRY (PERCH_PATH_FIELD (field)->entry));
  JsonNode *value = NULL;

  if (*text == '\0')
    {
      perch_field_submit (field, json_node_new (JSON_NODE_NULL));
      return;
    }
  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (value, text);
  perch_field_submit (field, value);
}

static void
chosen_cb (const char *path, gpointer user_data)
{
  PerchPathField *self = user_data;

  if (path == NULL || !g_utf8_validate (path, -1, NULL))
    return; /* settings are UTF-8 */
  gtk_entry_set_text (GTK_ENTRY (self->entry), path);
  submit_cb (PERCH_FIELD (self));
}

static void
choose_cb (PerchPathField *self)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (self)));

  if (self->kind == PERCH_PATH_PROGRAM)
    perch_program_chooser_run (parent, gtk_entry_get_text (GTK_ENTRY (self->entry)), chosen_cb,
                               G_OBJECT (self));
  else
    perch_program_chooser_run_folder (parent, gtk_entry_get_text (GTK_ENTRY (self->entry)),
                                      chosen_cb, G_OBJECT (self));
}

static void
perch_path_field_show_value (PerchField *field, JsonNode *value)
{
  PerchPathField *self = PERCH_PATH_FIELD (field);
  const char *path =
      value != NULL && JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;

  gtk_entry_set_text (GTK_ENTRY (self->entry), path != NULL ? path : "");
}

static PerchItem *
perch_path_field_make_item (PerchField *field, const char *id, const char *label)
{
  return perch_entry_item_new (id, label, GTK_ENTRY (PERCH_PATH_FIELD (field)->entry));
}

static void
perch_path_field_class_init (PerchPathFieldClass *klass)
{
  PerchFieldClass *field_class = PERCH_FIELD_CLASS (klass);

  field_class->show_value = perch_path_field_show_value;
  field_class->make_item = perch_path_field_make_item;
  field_class->keeps_input = TRUE;
}

static void
perch_path_field_init (PerchPathField *self)
{
}

/* Two buttons of the same name are one too many for who can't see what they stand beside. */
static void
name_button (PerchPathField *self)
{
  g_autofree char *label = perch_menu_unescape (perch_field_get_label (PERCH_FIELD (self)));
  /* Translators: for screen readers; %s is the name of the field beside the button. */
  g_autofree char *name = g_strdup_printf (_ ("%s: choose…"), label);

  atk_object_set_name (gtk_widget_get_accessible (self->button), name);
}

/**
 * perch_path_field_new:
 * @edits: what the person changes
 * @spec: a setting that is a path
 * @kind: what it leads to
 * @usual: (nullable): what holds while nothing is set, for the person to know
 *
 * Returns: (transfer floating): a field for it
 */
GtkWidget *
perch_path_field_new (PerchEdits *edits,
                      const PerchFieldSpec *spec,
                      PerchPathKind kind,
                      const char *usual)
{
  PerchPathField *self = NULL;
  GtkWidget *box = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (edits), NULL);
  g_return_val_if_fail (spec != NULL, NULL);

  self = g_object_new (PERCH_TYPE_PATH_FIELD, NULL);
  self->kind = kind;
  perch_field_set_up (PERCH_FIELD (self), edits, spec);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), usual);
  self->button = gtk_button_new_with_label (_ ("Choose…"));
  name_button (self);
  gtk_box_pack_start (GTK_BOX (box), self->entry, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), self->button, FALSE, FALSE, 0);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (choose_cb), self,
                           G_CONNECT_SWAPPED);
  perch_entry_item_on_commit (GTK_ENTRY (self->entry), G_CALLBACK (submit_cb), self);
  perch_field_add_control (PERCH_FIELD (self), box, self->entry);
  return GTK_WIDGET (self);
}
