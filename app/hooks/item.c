/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/item.h"

#include "app/hooks/hooks-error.h"
#include "backend-manager/json-fields.h"

static const struct
{
  PerchItemAction action;
  const char *word;
} words[] = {
  { PERCH_ITEM_CLICK, "click" },
  { PERCH_ITEM_SET_VALUE, "set_value" },
  { PERCH_ITEM_SELECT_TAB, "select_tab" },
  { PERCH_ITEM_SELECT_LIST_ITEM, "select_list_item" },
};

/**
 * perch_item_new:
 * @id: its name for programs
 * @label: what a person reads on it
 *
 * Returns: (transfer full): an item that is enabled, and only to be read
 */
PerchItem *
perch_item_new (const char *id, const char *label)
{
  PerchItem *self = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (label != NULL, NULL);

  self = g_new0 (PerchItem, 1);
  self->id = g_strdup (id);
  self->label = g_strdup (label);
  self->enabled = TRUE;
  return self;
}

/**
 * perch_item_free:
 * @self: (transfer full): an item
 */
void
perch_item_free (PerchItem *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->label);
  g_clear_pointer (&self->value, g_variant_unref);
  g_clear_pointer (&self->choices, g_strfreev);
  g_clear_object (&self->target);
  g_free (self);
}

/**
 * perch_item_set_value:
 * @self: an item without a value
 * @value: (transfer floating): a boolean or a string
 */
void
perch_item_set_value (PerchItem *self, GVariant *value)
{
  g_return_if_fail (self != NULL && self->value == NULL);
  g_return_if_fail (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) ||
                    g_variant_is_of_type (value, G_VARIANT_TYPE_STRING));

  self->value = g_variant_ref_sink (value);
}

/**
 * perch_item_take_choices:
 * @self: an item without choices
 * @choices: (transfer full): what can be selected
 */
void
perch_item_take_choices (PerchItem *self, GStrv choices)
{
  g_return_if_fail (self != NULL && self->choices == NULL);
  g_return_if_fail (choices != NULL);

  self->choices = choices;
}

/**
 * perch_item_accept:
 * @self: an item that is only to be read
 * @actions: what can be done with it, a #PerchItemAction for each bit
 * @perform: does it
 * @target: (type GObject): for @perform; stays alive as long as the item
 */
void
perch_item_accept (PerchItem *self, guint actions, PerchItemFunc perform, gpointer target)
{
  g_return_if_fail (self != NULL && self->perform == NULL);
  g_return_if_fail (actions != 0);
  g_return_if_fail (perform != NULL);
  g_return_if_fail (G_IS_OBJECT (target));

  self->actions = actions;
  self->perform = perform;
  self->target = g_object_ref (target);
}

static GVariant *
refuse_value (const PerchItem *self, const char *expected, JsonNode *node, GError **error)
{
  g_autofree char *found = node != NULL ? perch_json_describe (node) : g_strdup ("nothing");

  g_set_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_VALUE,
               "/value: \"%s\" takes %s, found %s", self->id, expected, found);
  return NULL;
}

static GVariant *
read_choice (const PerchItem *self, JsonNode *node, GError **error)
{
  const char *const *choices = (const char *const *) self->choices;
  const char *word = json_node_get_string (node);
  g_autofree char *list = NULL;
  g_autofree char *expected = NULL;

  if (choices != NULL && g_strv_contains (choices, word))
    return g_variant_ref_sink (g_variant_new_string (word));
  list = g_strjoinv ("\", \"", choices != NULL ? self->choices : (char *[]){ NULL });
  expected = g_strdup_printf ("one of \"%s\"", list);
  return refuse_value (self, expected, node, error);
}

/**
 * perch_item_read_value:
 * @self: an item that accepts @action
 * @action: any but a click
 * @node: (nullable): what somebody wants to give it
 * @error: %PERCH_HOOKS_ERROR_VALUE: what it takes, and what was found
 *
 * Returns: (transfer full) (nullable): the value for its @perform
 */
GVariant *
perch_item_read_value (const PerchItem *self,
                       PerchItemAction action,
                       JsonNode *node,
                       GError **error)
{
  gboolean flag = FALSE;
  GType type = G_TYPE_INVALID;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail ((self->actions & action) != 0, NULL);

  flag = action == PERCH_ITEM_SET_VALUE && self->value != NULL &&
         g_variant_is_of_type (self->value, G_VARIANT_TYPE_BOOLEAN);
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    type = json_node_get_value_type (node);
  if (type != (flag ? G_TYPE_BOOLEAN : G_TYPE_STRING))
    return refuse_value (self, flag ? "true or false" : "a string", node, error);
  if (flag)
    return g_variant_ref_sink (g_variant_new_boolean (json_node_get_boolean (node)));
  if (action != PERCH_ITEM_SET_VALUE)
    return read_choice (self, node, error);
  return g_variant_ref_sink (g_variant_new_string (json_node_get_string (node)));
}

/**
 * perch_item_add_value:
 * @self: an item
 * @builder: in the middle of an object
 *
 * Adds the member `value`: null when it has none.
 */
void
perch_item_add_value (const PerchItem *self, JsonBuilder *builder)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (JSON_IS_BUILDER (builder));

  json_builder_set_member_name (builder, "value");
  if (self->value == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_value (builder, json_gvariant_serialize (self->value));
}

static void
add_actions (const PerchItem *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "accepts");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if ((self->actions & words[i].action) != 0)
      json_builder_add_string_value (builder, words[i].word);
  json_builder_end_array (builder);
}

static void
add_choices (const PerchItem *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "choices");
  json_builder_begin_array (builder);
  for (guint i = 0; self->choices[i] != NULL; i++)
    json_builder_add_string_value (builder, self->choices[i]);
  json_builder_end_array (builder);
}

/**
 * perch_item_add_json:
 * @self: an item
 * @builder: gets an object with all that a program has to know
 */
void
perch_item_add_json (const PerchItem *self, JsonBuilder *builder)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (JSON_IS_BUILDER (builder));

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, self->id);
  json_builder_set_member_name (builder, "label");
  json_builder_add_string_value (builder, self->label);
  json_builder_set_member_name (builder, "enabled");
  json_builder_add_boolean_value (builder, self->enabled);
  perch_item_add_value (self, builder);
  add_actions (self, builder);
  if (self->choices != NULL)
    add_choices (self, builder);
  json_builder_end_object (builder);
}

/**
 * perch_item_action_to_string:
 * @action: a single one
 *
 * Returns: (transfer none): its word for programs, such as "set_value"
 */
const char *
perch_item_action_to_string (PerchItemAction action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].action == action)
      return words[i].word;
  g_return_val_if_reached (NULL);
}
