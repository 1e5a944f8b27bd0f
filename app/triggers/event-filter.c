/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/event-filter.h"

#include <string.h>

#include "app/triggers/field-path.h"

#define MAX_EVENT_CHARS 128

typedef enum
{
  TEST_IS,
  TEST_NOT,
  TEST_IN,
} Test;

/* @operand is one plain value, and for TEST_IN an array of them. */
typedef struct
{
  char *path; /* (owned) */
  Test test;
  JsonNode *operand; /* (owned) */
} Condition;

struct _PerchEventFilter
{
  char *event; /* (owned) */
  char *source; /* (owned) (nullable): any */
  GPtrArray *conditions; /* (owned) (element-type Condition): all must hold */
};

static void
condition_free (gpointer data)
{
  Condition *condition = data;

  g_free (condition->path);
  json_node_unref (condition->operand);
  g_free (condition);
}

static gboolean
is_plain (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) || JSON_NODE_HOLDS_NULL (node);
}

static gboolean
is_plain_list (JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!is_plain (json_array_get_element (array, i)))
      return FALSE;
  return array != NULL && json_array_get_length (array) > 0;
}

/* Returns: (transfer none) (nullable): the one member of @node, called @name */
static JsonNode *
get_only_member (JsonNode *node, const char *name)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return object != NULL && json_object_get_size (object) == 1
             ? json_object_get_member (object, name)
             : NULL;
}

static gboolean
read_condition (const PerchJsonFields *where,
                const char *path,
                Condition *condition,
                GError **error)
{
  JsonNode *node = json_object_get_member (where->object, path);
  JsonNode *unwanted = get_only_member (node, "not");
  JsonNode *list = get_only_member (node, "in");

  *condition = (Condition){ .test = TEST_IS };
  if (unwanted != NULL && is_plain (unwanted))
    {
      condition->test = TEST_NOT;
      node = unwanted;
    }
  else if (list != NULL && is_plain_list (list))
    {
      condition->test = TEST_IN;
      node = list;
    }
  else if (!is_plain (node))
    return perch_json_fields_refuse (where, path,
                                     "a string, number, true, false or null, or one in "
                                     "{\"not\": …}, or some in {\"in\": […]}",
                                     error);
  condition->path = g_strdup (path);
  condition->operand = json_node_copy (node);
  return TRUE;
}

static gboolean
read_where (const PerchJsonFields *fields, GPtrArray *conditions, GError **error)
{
  g_autofree char *pointer = g_strconcat (fields->pointer, "/where", NULL);
  PerchJsonFields where = { .pointer = pointer, .warnings = fields->warnings };
  g_autoptr (GList) paths = NULL;

  if (!perch_json_fields_get_object (fields, "where", &where.object, error))
    return FALSE;
  paths = where.object != NULL ? json_object_get_members (where.object) : NULL;
  for (GList *l = paths; l != NULL; l = l->next)
    {
      Condition condition;

      if (!read_condition (&where, l->data, &condition, error))
        return FALSE;
      g_ptr_array_add (conditions, g_memdup2 (&condition, sizeof condition));
    }
  return TRUE;
}

/**
 * perch_event_filter_read:
 * @fields: `on` of a trigger
 * @error: what is wrong with it, with its place
 *
 * Returns: (transfer full) (nullable): what decides which events are meant
 */
PerchEventFilter *
perch_event_filter_read (const PerchJsonFields *fields, GError **error)
{
  static const char *const known[] = { "event", "source", "where", NULL };
  g_autoptr (PerchEventFilter) self = NULL;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_new0 (PerchEventFilter, 1);
  self->conditions = g_ptr_array_new_with_free_func (condition_free);
  if (!perch_json_fields_get_string (fields, "event", &self->event, error) ||
      !perch_json_fields_get_string (fields, "source", &self->source, error) ||
      !read_where (fields, self->conditions, error))
    return NULL;
  if (self->event == NULL || *self->event == '\0' ||
      g_utf8_strlen (self->event, -1) > MAX_EVENT_CHARS)
    {
      perch_json_fields_refuse (fields, "event", "the name of an event, 1 to 128 characters",
                                error);
      return NULL;
    }
  perch_json_fields_warn_unknown (fields, known);
  return g_steal_pointer (&self);
}

/**
 * perch_event_filter_free:
 * @self: (transfer full): a filter
 */
void
perch_event_filter_free (PerchEventFilter *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->event);
  g_free (self->source);
  g_ptr_array_unref (self->conditions);
  g_free (self);
}

/**
 * perch_event_filter_get_event:
 *
 * Returns: (transfer none): the name of the events that it lets pass
 */
const char *
perch_event_filter_get_event (const PerchEventFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->event;
}

/**
 * perch_event_filter_wants:
 * @name: the name of an event, as it stands between the quotes of a JSON string
 *
 * Tells without reading the whole event whether it may be meant.
 */
gboolean
perch_event_filter_wants (const PerchEventFilter *self, PerchSlice name)
{
  g_autofree char *plain = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name.text != NULL, FALSE);

  if (memchr (name.text, '\\', name.length) == NULL)
    return name.length == strlen (self->event) && memcmp (name.text, self->event, name.length) == 0;
  plain = perch_slice_dup_string (name);
  return g_strcmp0 (plain, self->event) == 0;
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && (json_node_get_value_type (node) == G_TYPE_INT64 ||
                                          json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/* 1 and 1.0 are the same number; nothing else of different types is the same. */
static gboolean
is_same (JsonNode *a, JsonNode *b)
{
  if (is_number (a) && is_number (b) &&
      json_node_get_value_type (a) != json_node_get_value_type (b))
    return json_node_get_double (a) == json_node_get_double (b);
  return json_node_equal (a, b);
}

static gboolean
holds (const Condition *condition, JsonNode *value)
{
  JsonArray *list = NULL;

  if (value == NULL)
    return condition->test == TEST_NOT;
  if (condition->test != TEST_IN)
    return is_same (value, condition->operand) == (condition->test == TEST_IS);
  list = json_node_get_array (condition->operand);
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (is_same (value, json_array_get_element (list, i)))
      return TRUE;
  return FALSE;
}

/**
 * perch_event_filter_matches:
 * @event: an event as clients get it
 *
 * A condition on a field that is not there holds only when it says what the field must not be.
 *
 * Returns: whether @event is meant
 */
gboolean
perch_event_filter_matches (const PerchEventFilter *self, JsonObject *event)
{
  JsonObject *payload = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (g_strcmp0 (json_object_get_string_member (event, "event"), self->event) != 0)
    return FALSE;
  if (self->source != NULL &&
      g_strcmp0 (json_object_get_string_member (event, "source"), self->source) != 0)
    return FALSE;
  payload = json_object_get_object_member (event, "payload");
  for (guint i = 0; i < self->conditions->len; i++)
    {
      const Condition *condition = g_ptr_array_index (self->conditions, i);

      if (!holds (condition, perch_field_path_lookup (payload, condition->path)))
        return FALSE;
    }
  return TRUE;
}
