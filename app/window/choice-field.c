/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/choice-field.h"

#include "app/window/combo-item.h"

/* A setting that is one of some words, which are the ids of the rows of @combo. One that somebody
 * has written into the file by hand and that is none of them becomes another row. */
struct _PerchChoiceField
{
  PerchField parent_instance;
  GtkComboBoxText *combo;
  const char *usual; /* the default */
};

G_DEFINE_FINAL_TYPE (PerchChoiceField, perch_choice_field, PERCH_TYPE_FIELD)

static void
changed_cb (GtkComboBox *combo, PerchField *self)
{
  const char *id = gtk_combo_box_get_active_id (combo);
  JsonNode *value = NULL;

  if (id == NULL)
    return;
  value = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (value, id);
  perch_field_submit (self, value);
}

static void
perch_choice_field_show_value (PerchField *field, JsonNode *value)
{
  PerchChoiceField *self = PERCH_CHOICE_FIELD (field);
  const char *word = self->usual;

  if (value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_string (value) != NULL)
    word = json_node_get_string (value);
  if (!gtk_combo_box_set_active_id (GTK_COMBO_BOX (self->combo), word))
    {
      gtk_combo_box_text_append (self->combo, word, word);
      gtk_combo_box_set_active_id (GTK_COMBO_BOX (self->combo), word);
    }
}

static PerchItem *
perch_choice_field_make_item (PerchField *field, const char *id, const char *label)
{
  return perch_combo_item_new (id, label, GTK_COMBO_BOX (PERCH_CHOICE_FIELD (field)->combo));
}

static void
perch_choice_field_class_init (PerchChoiceFieldClass *klass)
{
  PerchFieldClass *field_class = PERCH_FIELD_CLASS (klass);

  field_class->show_value = perch_choice_field_show_value;
  field_class->make_item = perch_choice_field_make_item;
}

static void
perch_choice_field_init (PerchChoiceField *self)
{
}

/**
 * perch_choice_field_new:
 * @edits: what the person changes
 * @spec: a setting that is a string
 * @choices: (array length=n_choices): what it can be, the default first
 *
 * Returns: (transfer floating): a field for it
 */
GtkWidget *
perch_choice_field_new (PerchEdits *edits,
                        const PerchFieldSpec *spec,
                        const PerchChoice *choices,
                        gsize n_choices)
{
  PerchChoiceField *self = NULL;
  GtkWidget *combo = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (edits), NULL);
  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (choices != NULL && n_choices > 0, NULL);

  self = g_object_new (PERCH_TYPE_CHOICE_FIELD, NULL);
  perch_field_set_up (PERCH_FIELD (self), edits, spec);
  combo = gtk_combo_box_text_new ();
  self->combo = GTK_COMBO_BOX_TEXT (combo);
  self->usual = g_intern_string (choices[0].value);
  for (gsize i = 0; i < n_choices; i++)
    gtk_combo_box_text_append (self->combo, choices[i].value, choices[i].label);
  gtk_widget_set_halign (combo, GTK_ALIGN_START);
  g_signal_connect_object (combo, "changed", G_CALLBACK (changed_cb), self, 0);
  perch_field_add_control (PERCH_FIELD (self), combo, combo);
  return GTK_WIDGET (self);
}
