/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/object-arguments.h"

struct _PerchObjectArguments
{
  JsonArray *positional; /* (owned) */
  JsonObject *named; /* (owned) */
};

/**
 * perch_object_arguments_new:
 *
 * Returns: (transfer full): no arguments yet
 */
PerchObjectArguments *
perch_object_arguments_new (void)
{
  PerchObjectArguments *self = g_new0 (PerchObjectArguments, 1);

  self->positional = json_array_new ();
  self->named = json_object_new ();
  return self;
}

/**
 * perch_object_arguments_free:
 * @self: (transfer full):
 */
void
perch_object_arguments_free (PerchObjectArguments *self)
{
  json_array_unref (self->positional);
  json_object_unref (self->named);
  g_free (self);
}

/* @value: (transfer full): */
static void
take (PerchObjectArguments *self, const char *name, JsonNode *value)
{
  if (name != NULL)
    json_object_set_member (self->named, name, value);
  else
    json_array_add_element (self->positional, value);
}

/**
 * perch_object_arguments_add:
 * @name: (nullable): its name; %NULL for the next one of those without a name
 * @value: any value; for an object of the backend, perch_remote_object_to_json()
 *
 * Adds an argument, or replaces the one of that name.
 */
void
perch_object_arguments_add (PerchObjectArguments *self, const char *name, JsonNode *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (value != NULL);

  take (self, name, json_node_copy (value));
}

/**
 * perch_object_arguments_add_variant:
 * @name: (nullable): as for perch_object_arguments_add()
 * @value: what JSON can hold: numbers, strings, booleans, arrays, tuples, dictionaries, maybes. If
 * it is floating, the function sinks it
 *
 * As perch_object_arguments_add().
 */
void
perch_object_arguments_add_variant (PerchObjectArguments *self, const char *name, GVariant *value)
{
  g_autoptr (GVariant) owned = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (value != NULL);

  owned = g_variant_ref_sink (value);
  take (self, name, json_gvariant_serialize (owned));
}

/**
 * perch_object_arguments_get_positional:
 *
 * Returns: (transfer none): those without a name
 */
JsonArray *
perch_object_arguments_get_positional (const PerchObjectArguments *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->positional;
}

/**
 * perch_object_arguments_get_named:
 *
 * Returns: (transfer none): those with a name
 */
JsonObject *
perch_object_arguments_get_named (const PerchObjectArguments *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->named;
}
