/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/edit.h"

#include "app/config/json-compare.h"

static JsonObject *
copy (JsonObject *object)
{
  return object != NULL ? perch_json_object_copy (object) : NULL;
}

/**
 * perch_edit_new:
 * @target: the name of a section, or the file of a profile
 * @label: what a person calls what is changed
 * @after: what it is to be
 *
 * Returns: (transfer full): a change that has not been made
 */
PerchEdit *
perch_edit_new (const char *target, const char *label, JsonObject *after)
{
  PerchEdit *self = NULL;

  g_return_val_if_fail (target != NULL && label != NULL && after != NULL, NULL);

  self = g_new0 (PerchEdit, 1);
  self->target = g_strdup (target);
  self->label = g_strdup (label);
  self->after = copy (after);
  return self;
}

/**
 * perch_edit_new_undo:
 * @self: a change that has been made
 *
 * Returns: (transfer full): the change that takes it back
 */
PerchEdit *
perch_edit_new_undo (const PerchEdit *self)
{
  PerchEdit *undo = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  undo = g_new0 (PerchEdit, 1);
  undo->target = g_strdup (self->target);
  undo->label = g_strdup (self->label);
  undo->before = copy (self->after);
  undo->after = copy (self->before);
  return undo;
}

/**
 * perch_edit_free:
 * @self: (transfer full): a change
 */
void
perch_edit_free (PerchEdit *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->target);
  g_free (self->label);
  g_clear_pointer (&self->before, json_object_unref);
  g_clear_pointer (&self->after, json_object_unref);
  g_free (self);
}

static JsonNode *
copy_member (JsonObject *values, const char *name)
{
  JsonNode *node = json_object_get_member (values, name);

  return node != NULL ? perch_json_copy (node) : json_node_new (JSON_NODE_NULL);
}

/**
 * perch_edit_note_before:
 * @self: a change that is about to be made
 * @values: (nullable): what its target says; %NULL or empty when there is no file
 *
 * Keeps what it takes to undo it.
 */
void
perch_edit_note_before (PerchEdit *self, JsonObject *values)
{
  g_autoptr (GList) names = NULL;

  g_return_if_fail (self != NULL && self->after != NULL);

  g_clear_pointer (&self->before, json_object_unref);
  if (values == NULL || json_object_get_size (values) == 0)
    return;
  self->before = json_object_new ();
  names = json_object_get_members (self->after);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (self->before, l->data, copy_member (values, l->data));
}

/* Returns: whether the file says nothing but what @self has put into it when it made it */
static gboolean
is_all (const PerchEdit *self, JsonObject *values)
{
  return json_object_get_size (values) ==
         json_object_get_size (self->after) + json_object_has_member (values, "$schema");
}

/**
 * perch_edit_is_in_force:
 * @self: a change that has been made
 * @values: (nullable): what its target says now
 *
 * Returns: whether nobody has changed the same settings again, so that it can be taken back; of a
 *   file that it has made, anything
 */
gboolean
perch_edit_is_in_force (const PerchEdit *self, JsonObject *values)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  g_return_val_if_fail (self != NULL && self->after != NULL, FALSE);

  if (values == NULL || (self->before == NULL && !is_all (self, values)))
    return FALSE;
  json_object_iter_init_ordered (&iter, self->after);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autoptr (JsonNode) now = copy_member (values, name);

      /* A null has brought the default back, whatever that is. */
      if (!JSON_NODE_HOLDS_NULL (node) && !json_node_equal (now, node))
        return FALSE;
    }
  return TRUE;
}
