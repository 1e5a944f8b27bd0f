/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger.h"

#include "backend-manager/profile.h"

#define MAX_ACTIONS 64

/* How often events may set off one trigger: so many at once, and so many a second for ever. */
#define BURST 100
#define PER_SECOND 20

static gboolean
read_name (const PerchJsonFields *fields, char **name, GError **error)
{
  if (!perch_json_fields_get_string (fields, "name", name, error))
    return FALSE;
  return (*name != NULL && perch_profile_name_is_valid (*name)) ||
         perch_json_fields_refuse (fields, "name",
                                   "1 to 64 of the letters a-z and A-Z, digits, \".\", \"_\" and "
                                   "\"-\", the first not a \".\"",
                                   error);
}

static gboolean
read_filter (const PerchJsonFields *fields, PerchEventFilter **filter, GError **error)
{
  g_autofree char *pointer = g_strconcat (fields->pointer, "/on", NULL);
  PerchJsonFields inner = { .pointer = pointer, .warnings = fields->warnings };

  if (!perch_json_fields_get_object (fields, "on", &inner.object, error))
    return FALSE;
  if (inner.object == NULL)
    return TRUE;
  *filter = perch_event_filter_read (&inner, error);
  return *filter != NULL;
}

static gboolean
read_actions (const PerchJsonFields *fields, GPtrArray *actions, GError **error)
{
  g_autofree char *pointer = g_strconcat (fields->pointer, "/do", NULL);
  g_autoptr (JsonObject) elements = NULL;
  PerchJsonFields list = { .pointer = pointer, .warnings = fields->warnings };
  guint n_actions = 0;

  if (!perch_json_fields_get_list (fields, "do", &elements, error))
    return FALSE;
  n_actions = elements != NULL ? json_object_get_size (elements) : 0;
  if (n_actions == 0 || n_actions > MAX_ACTIONS)
    return perch_json_fields_refuse (fields, "do", "an array of 1 to 64 actions", error);
  list.object = elements;
  for (guint i = 0; i < n_actions; i++)
    {
      g_autofree char *index = g_strdup_printf ("%u", i);
      PerchTriggerAction *action = perch_trigger_action_read (&list, index, error);

      if (action == NULL)
        return FALSE;
      g_ptr_array_add (actions, action);
    }
  return TRUE;
}

static void
trigger_free (gpointer data)
{
  PerchTrigger *self = data;

  g_free (self->name);
  g_clear_pointer (&self->filter, perch_event_filter_free);
  g_ptr_array_unref (self->actions);
  json_object_unref (self->source);
}

/**
 * perch_trigger_read:
 * @list: the elements of `triggers`
 * @index: which of them
 * @error: what is wrong with it, with its place
 *
 * Returns: (transfer full) (nullable): the trigger
 */
PerchTrigger *
perch_trigger_read (const PerchJsonFields *list, const char *index, GError **error)
{
  static const char *const known[] = { "name", "on", "do", NULL };
  g_autofree char *pointer = NULL;
  g_autoptr (PerchTrigger) self = NULL;
  PerchJsonFields fields = { 0 };

  g_return_val_if_fail (list != NULL && index != NULL, NULL);

  if (!perch_json_fields_get_object (list, index, &fields.object, error))
    return NULL;
  pointer = g_strdup_printf ("%s/%s", list->pointer, index);
  fields.pointer = pointer;
  fields.warnings = list->warnings;
  self = g_rc_box_new0 (PerchTrigger);
  self->source = json_object_ref (fields.object);
  self->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_trigger_action_free);
  perch_token_bucket_init (&self->bucket, BURST, PER_SECOND, g_get_monotonic_time ());
  if (!read_name (&fields, &self->name, error) || !read_filter (&fields, &self->filter, error) ||
      !read_actions (&fields, self->actions, error))
    return NULL;
  perch_json_fields_warn_unknown (&fields, known);
  return g_steal_pointer (&self);
}

/**
 * perch_trigger_ref:
 *
 * Returns: (transfer full): @self
 */
PerchTrigger *
perch_trigger_ref (PerchTrigger *self)
{
  return g_rc_box_acquire (self);
}

/**
 * perch_trigger_unref:
 * @self: (transfer full): a trigger
 */
void
perch_trigger_unref (PerchTrigger *self)
{
  g_rc_box_release_full (self, trigger_free);
}
