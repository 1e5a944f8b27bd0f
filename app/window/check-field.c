/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/check-field.h"

#include "app/window/button-item.h"

/* A setting that is true or false, as a check box. */
struct _PerchCheckField
{
  PerchField parent_instance;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (PerchCheckField, perch_check_field, PERCH_TYPE_FIELD)

static void
toggled_cb (GtkToggleButton *button, PerchField *self)
{
  JsonNode *value = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (value, gtk_toggle_button_get_active (button));
  perch_field_submit (self, value);
}

static void
perch_check_field_show_value (PerchField *field, JsonNode *value)
{
  PerchCheckField *self = PERCH_CHECK_FIELD (field);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button),
                                value != NULL && JSON_NODE_HOLDS_VALUE (value) &&
                                    json_node_get_boolean (value));
}

static PerchItem *
perch_check_field_make_item (PerchField *field, const char *id, const char *label)
{
  return perch_button_item_new (id, GTK_BUTTON (PERCH_CHECK_FIELD (field)->button));
}

static void
perch_check_field_class_init (PerchCheckFieldClass *klass)
{
  PerchFieldClass *field_class = PERCH_FIELD_CLASS (klass);

  field_class->show_value = perch_check_field_show_value;
  field_class->make_item = perch_check_field_make_item;
}

static void
perch_check_field_init (PerchCheckField *self)
{
}

/**
 * perch_check_field_new:
 * @edits: what the person changes
 * @spec: a setting that is true or false; false when nobody has set it
 *
 * Returns: (transfer floating): a field for it
 */
GtkWidget *
perch_check_field_new (PerchEdits *edits, const PerchFieldSpec *spec)
{
  PerchCheckField *self = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (edits), NULL);
  g_return_val_if_fail (spec != NULL, NULL);

  self = g_object_new (PERCH_TYPE_CHECK_FIELD, NULL);
  perch_field_set_up (PERCH_FIELD (self), edits, spec);
  self->button = gtk_check_button_new_with_mnemonic (spec->label);
  g_signal_connect_object (self->button, "toggled", G_CALLBACK (toggled_cb), self, 0);
  perch_field_add_control (PERCH_FIELD (self), self->button, NULL);
  return GTK_WIDGET (self);
}

/**
 * perch_check_field_get_button:
 *
 * Returns: (transfer none): the check box, for what depends on it
 */
GtkWidget *
perch_check_field_get_button (PerchCheckField *self)
{
  g_return_val_if_fail (PERCH_IS_CHECK_FIELD (self), NULL);

  return self->button;
}
