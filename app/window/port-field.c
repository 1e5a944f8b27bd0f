/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/port-field.h"

#include <glib/gi18n.h>

#include "app/window/entry-item.h"

/* A setting that is a TCP port. What is typed counts with Enter, and when one goes on to something
 * else: half a number is a port, too. */
struct _PerchPortField
{
  PerchField parent_instance;
  GtkWidget *entry;
  gboolean is_set; /* else it shows 0, which nobody has asked for */
};

G_DEFINE_FINAL_TYPE (PerchPortField, perch_port_field, PERCH_TYPE_FIELD)

static void
submit_cb (PerchField *field)
{
  const char *text = gtk_entry_get_text (GTK_ENTRY (PERCH_PORT_FIELD (field)->entry));
  guint64 port = 0;
  JsonNode *value = NULL;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &port, NULL))
    {
      perch_field_refuse (field, _ ("A port is a number from 1 to 65535; 0 takes any free one."));
      return;
    }
  if (port == 0 && !PERCH_PORT_FIELD (field)->is_set)
    {
      perch_field_submit (field, json_node_new (JSON_NODE_NULL));
      return;
    }
  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_int (value, (gint64) port);
  perch_field_submit (field, value);
}

static void
perch_port_field_show_value (PerchField *field, JsonNode *value)
{
  PerchPortField *self = PERCH_PORT_FIELD (field);
  g_autofree char *text = NULL;

  self->is_set = value != NULL && JSON_NODE_HOLDS_VALUE (value);
  text = g_strdup_printf ("%" G_GINT64_FORMAT, self->is_set ? json_node_get_int (value) : 0);
  gtk_entry_set_text (GTK_ENTRY (self->entry), text);
}

static PerchItem *
perch_port_field_make_item (PerchField *field, const char *id, const char *label)
{
  return perch_entry_item_new (id, label, GTK_ENTRY (PERCH_PORT_FIELD (field)->entry));
}

static void
perch_port_field_class_init (PerchPortFieldClass *klass)
{
  PerchFieldClass *field_class = PERCH_FIELD_CLASS (klass);

  field_class->show_value = perch_port_field_show_value;
  field_class->make_item = perch_port_field_make_item;
  field_class->keeps_input = TRUE;
}

static void
perch_port_field_init (PerchPortField *self)
{
}

/**
 * perch_port_field_new:
 * @edits: what the person changes
 * @spec: a setting that is a port; 0 when nobody has set it
 *
 * Returns: (transfer floating): a field for it
 */
GtkWidget *
perch_port_field_new (PerchEdits *edits, const PerchFieldSpec *spec)
{
  PerchPortField *self = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (edits), NULL);
  g_return_val_if_fail (spec != NULL, NULL);

  self = g_object_new (PERCH_TYPE_PORT_FIELD, NULL);
  perch_field_set_up (PERCH_FIELD (self), edits, spec);
  self->entry = gtk_entry_new ();
  gtk_entry_set_width_chars (GTK_ENTRY (self->entry), 6);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_widget_set_halign (self->entry, GTK_ALIGN_START);
  perch_entry_item_on_commit (GTK_ENTRY (self->entry), G_CALLBACK (submit_cb), self);
  perch_field_add_control (PERCH_FIELD (self), self->entry, self->entry);
  return GTK_WIDGET (self);
}
