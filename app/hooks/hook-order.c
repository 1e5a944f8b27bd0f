/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/hook-order.h"

#include <string.h>

#include "backend-manager/json-fields.h"

#define MAX_NAME_BYTES 200

/* The word for an action, and the members that name what it is about and what to do it with. */
typedef struct
{
  const char *word;
  PerchHookOrderKind kind;
  PerchItemAction action;
  const char *name_member;
  const char *value_member;
} Form;

static const Form forms[] = {
  { "click", PERCH_HOOK_ORDER_ITEM, PERCH_ITEM_CLICK, "item", NULL },
  { "set_value", PERCH_HOOK_ORDER_ITEM, PERCH_ITEM_SET_VALUE, "item", "value" },
  { "select_tab", PERCH_HOOK_ORDER_ITEM, PERCH_ITEM_SELECT_TAB, "item", "value" },
  { "select_list_item", PERCH_HOOK_ORDER_ITEM, PERCH_ITEM_SELECT_LIST_ITEM, "item", "value" },
  { "custom_callback", PERCH_HOOK_ORDER_CALLBACK, 0, "callback", "args" },
  { "push_event", PERCH_HOOK_ORDER_EVENT, 0, "event", "payload" },
};

static const Form *
read_form (const PerchJsonFields *fields, GError **error)
{
  const char *words[G_N_ELEMENTS (forms) + 1] = { NULL };
  guint index = G_N_ELEMENTS (forms);

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    words[i] = forms[i].word;
  if (!perch_json_fields_get_word (fields, "action", words, &index, error))
    return NULL;
  if (index < G_N_ELEMENTS (forms))
    return &forms[index];
  perch_json_fields_refuse (fields, "action", "what to do, such as \"click\"", error);
  return NULL;
}

static gboolean
read_name (const PerchJsonFields *fields, const char *member, char **name, GError **error)
{
  if (!perch_json_fields_get_string (fields, member, name, error))
    return FALSE;
  return (*name != NULL && **name != '\0' && strlen (*name) <= MAX_NAME_BYTES) ||
         perch_json_fields_refuse (fields, member, "a name of 1 to 200 bytes", error);
}

/* An event always has a payload, and it is an object. */
static gboolean
read_payload (const PerchJsonFields *fields, PerchHookOrder *self, GError **error)
{
  if (self->value == NULL)
    self->value = json_node_init_object (json_node_alloc (), json_object_new ());
  return JSON_NODE_HOLDS_OBJECT (self->value) ||
         perch_json_fields_refuse (fields, "payload", "an object", error);
}

/**
 * perch_hook_order_read:
 * @object: `action`, and what it is about: `item` and `value`, `callback` and `args`, or `event`
 *   and `payload`. What else it has is ignored
 * @error: the place of what is wrong, what was found, and what would be right
 *
 * Returns: (transfer full) (nullable): what is to be done
 */
PerchHookOrder *
perch_hook_order_read (JsonObject *object, GError **error)
{
  const PerchJsonFields fields = { .object = object, .pointer = "" };
  g_autoptr (PerchHookOrder) self = NULL;
  const Form *form = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  form = read_form (&fields, error);
  if (form == NULL)
    return NULL;
  self = g_new0 (PerchHookOrder, 1);
  self->kind = form->kind;
  self->action = form->action;
  if (!read_name (&fields, form->name_member, &self->name, error))
    return NULL;
  if (form->value_member != NULL && json_object_has_member (object, form->value_member))
    self->value = json_node_copy (json_object_get_member (object, form->value_member));
  if (self->kind == PERCH_HOOK_ORDER_EVENT && !read_payload (&fields, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * perch_hook_order_free:
 * @self: (transfer full): an order
 */
void
perch_hook_order_free (PerchHookOrder *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_clear_pointer (&self->value, json_node_unref);
  g_free (self);
}

/**
 * perch_hook_order_get_word:
 * @self: an order
 *
 * Returns: (transfer none): its action, as scripts write it
 */
const char *
perch_hook_order_get_word (const PerchHookOrder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (forms[i].kind == self->kind &&
        (self->kind != PERCH_HOOK_ORDER_ITEM || forms[i].action == self->action))
      return forms[i].word;
  g_return_val_if_reached (NULL);
}

/**
 * perch_hook_order_check:
 * @self: an order
 * @items: what there is
 * @error: a %PERCH_HOOKS_ERROR
 *
 * Returns: whether it could be done now
 */
gboolean
perch_hook_order_check (const PerchHookOrder *self, PerchItemRegistry *items, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  switch (self->kind)
    {
    case PERCH_HOOK_ORDER_ITEM:
      return perch_item_registry_check (items, self->name, self->action, self->value, error);
    case PERCH_HOOK_ORDER_CALLBACK:
      return perch_item_registry_check_callback (items, self->name, error);
    case PERCH_HOOK_ORDER_EVENT:
    default:
      return TRUE;
    }
}
