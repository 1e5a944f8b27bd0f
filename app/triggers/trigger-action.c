/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-action.h"

#include "app/triggers/placeholder.h"

#define DEFAULT_TIMEOUT_MS 30000
#define MAX_TIMEOUT_MS (3600 * 1000)

/* In the order of PerchTriggerActionKind. */
static const char *const words[] = {
  "start", "stop", "restart", "call", "notify", "publish", NULL
};

G_STATIC_ASSERT (G_N_ELEMENTS (words) == PERCH_TRIGGER_PUBLISH + 2);

/* @template holds exactly one member, which is called as @kind is. */
struct _PerchTriggerAction
{
  PerchTriggerActionKind kind;
  char *pointer; /* (owned): where it stands in the settings file */
  JsonNode *template; /* (owned): an object */
};

static gboolean
need (const PerchJsonFields *fields, const char *name, const char *value, GError **error)
{
  return (value != NULL && *value != '\0') ||
         perch_json_fields_refuse (fields, name, "a string that is not empty", error);
}

/* In the settings file a placeholder may stand in the place of an object. */
static gboolean
is_fit (JsonNode *node, gboolean filled, gboolean or_array)
{
  return node == NULL || JSON_NODE_HOLDS_OBJECT (node) ||
         (or_array && JSON_NODE_HOLDS_ARRAY (node)) || (!filled && perch_placeholder_is (node));
}

static gboolean
read_call (const PerchJsonFields *fields,
           gboolean filled,
           PerchTriggerArguments *arguments,
           GError **error)
{
  static const char *const known[] = { "backend", "method", "params", "timeout_ms", NULL };
  JsonNode *params = json_object_get_member (fields->object, "params");

  arguments->timeout_ms = DEFAULT_TIMEOUT_MS;
  if (!perch_json_fields_get_string (fields, "backend", &arguments->backend, error) ||
      !perch_json_fields_get_string (fields, "method", &arguments->method, error) ||
      !perch_json_fields_get_uint (fields, "timeout_ms", 1, MAX_TIMEOUT_MS, &arguments->timeout_ms,
                                   error) ||
      !need (fields, "backend", arguments->backend, error) ||
      !need (fields, "method", arguments->method, error))
    return FALSE;
  if (!is_fit (params, filled, TRUE))
    return perch_json_fields_refuse (fields, "params", "an object or an array", error);
  if (params != NULL)
    arguments->params = json_to_string (params, FALSE);
  if (!filled)
    perch_json_fields_warn_unknown (fields, known);
  return TRUE;
}

static gboolean
read_notify (const PerchJsonFields *fields,
             gboolean filled,
             PerchTriggerArguments *arguments,
             GError **error)
{
  static const char *const known[] = { "title", "body", NULL };

  if (!perch_json_fields_get_string (fields, "title", &arguments->title, error) ||
      !perch_json_fields_get_string (fields, "body", &arguments->body, error) ||
      !need (fields, "body", arguments->body, error))
    return FALSE;
  if (!filled)
    perch_json_fields_warn_unknown (fields, known);
  return TRUE;
}

static gboolean
read_publish (const PerchJsonFields *fields,
              gboolean filled,
              PerchTriggerArguments *arguments,
              GError **error)
{
  static const char *const known[] = { "event", "payload", NULL };
  JsonNode *payload = json_object_get_member (fields->object, "payload");

  if (!perch_json_fields_get_string (fields, "event", &arguments->event, error) ||
      !need (fields, "event", arguments->event, error))
    return FALSE;
  if (!is_fit (payload, filled, FALSE))
    return perch_json_fields_refuse (fields, "payload", "an object", error);
  if (payload != NULL)
    arguments->payload = json_node_copy (payload);
  if (!filled)
    perch_json_fields_warn_unknown (fields, known);
  return TRUE;
}

/* @fields are those of the whole action; @filled says that its placeholders are filled. */
static gboolean
read_arguments (const PerchJsonFields *fields,
                PerchTriggerActionKind kind,
                gboolean filled,
                PerchTriggerArguments *arguments,
                GError **error)
{
  const char *word = words[kind];
  g_autofree char *pointer = g_strdup_printf ("%s/%s", fields->pointer, word);
  PerchJsonFields inner = { .pointer = pointer, .warnings = fields->warnings };

  if (kind == PERCH_TRIGGER_START || kind == PERCH_TRIGGER_STOP || kind == PERCH_TRIGGER_RESTART)
    return perch_json_fields_get_string (fields, word, &arguments->backend, error) &&
           need (fields, word, arguments->backend, error);

  if (!perch_json_fields_get_object (fields, word, &inner.object, error))
    return FALSE;
  if (kind == PERCH_TRIGGER_CALL)
    return read_call (&inner, filled, arguments, error);
  if (kind == PERCH_TRIGGER_NOTIFY)
    return read_notify (&inner, filled, arguments, error);
  return read_publish (&inner, filled, arguments, error);
}

static gboolean
read_kind (const PerchJsonFields *list,
           const char *index,
           const PerchJsonFields *fields,
           PerchTriggerActionKind *kind,
           GError **error)
{
  g_autoptr (GList) names = json_object_get_members (fields->object);
  g_autofree char *all = g_strjoinv ("\", \"", (GStrv) words);
  g_autofree char *expected = g_strdup_printf ("one action, one of \"%s\"", all);

  if (json_object_get_size (fields->object) != 1)
    return perch_json_fields_refuse (list, index, expected, error);
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (names->data, words[i]))
      {
        *kind = (PerchTriggerActionKind) i;
        return TRUE;
      }
  return perch_json_fields_refuse (fields, names->data, expected, error);
}

/**
 * perch_trigger_action_read:
 * @list: the elements of a trigger's `do`
 * @index: which of them
 * @error: what is wrong with it, with its place
 *
 * Reads and checks an action, as far as its placeholders let it.
 *
 * Returns: (transfer full) (nullable): the action
 */
PerchTriggerAction *
perch_trigger_action_read (const PerchJsonFields *list, const char *index, GError **error)
{
  g_autoptr (PerchTriggerAction) self = NULL;
  g_auto (PerchTriggerArguments) arguments = { 0 };
  PerchJsonFields fields = { 0 };

  g_return_val_if_fail (list != NULL && index != NULL, NULL);

  if (!perch_json_fields_get_object (list, index, &fields.object, error))
    return NULL;
  self = g_new0 (PerchTriggerAction, 1);
  self->pointer = g_strdup_printf ("%s/%s", list->pointer, index);
  self->template = json_node_copy (json_object_get_member (list->object, index));
  fields.pointer = self->pointer;
  fields.warnings = list->warnings;
  if (!read_kind (list, index, &fields, &self->kind, error) ||
      !perch_placeholder_check (self->template, self->pointer, list->warnings, error) ||
      !read_arguments (&fields, self->kind, FALSE, &arguments, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * perch_trigger_action_free:
 * @self: (transfer full): an action
 */
void
perch_trigger_action_free (PerchTriggerAction *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->pointer);
  g_clear_pointer (&self->template, json_node_unref);
  g_free (self);
}

/**
 * perch_trigger_action_get_kind:
 */
PerchTriggerActionKind
perch_trigger_action_get_kind (const PerchTriggerAction *self)
{
  g_return_val_if_fail (self != NULL, PERCH_TRIGGER_START);

  return self->kind;
}

/**
 * perch_trigger_action_get_word:
 *
 * Returns: (transfer none): what it is called in the settings file, such as "restart"
 */
const char *
perch_trigger_action_get_word (const PerchTriggerAction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return words[self->kind];
}

/**
 * perch_trigger_action_fill:
 * @values: what `params` and `event` are
 * @arguments: (out caller-allocates): cleared before; to be cleared in any case
 * @error: what does not fit, with its place in the settings file
 *
 * Returns: whether @arguments are complete
 */
gboolean
perch_trigger_action_fill (const PerchTriggerAction *self,
                           JsonObject *values,
                           PerchTriggerArguments *arguments,
                           GError **error)
{
  g_autoptr (JsonNode) filled = NULL;
  PerchJsonFields fields = { 0 };

  g_return_val_if_fail (self != NULL && values != NULL && arguments != NULL, FALSE);

  *arguments = (PerchTriggerArguments){ 0 };
  filled = perch_placeholder_fill (self->template, self->pointer, values, error);
  if (filled == NULL)
    return FALSE;
  fields.object = json_node_get_object (filled);
  fields.pointer = self->pointer;
  return read_arguments (&fields, self->kind, TRUE, arguments, error);
}

/**
 * perch_trigger_arguments_clear:
 *
 * Frees what @arguments hold, not @arguments themselves.
 */
void
perch_trigger_arguments_clear (PerchTriggerArguments *arguments)
{
  g_return_if_fail (arguments != NULL);

  g_clear_pointer (&arguments->backend, g_free);
  g_clear_pointer (&arguments->method, g_free);
  g_clear_pointer (&arguments->params, g_free);
  g_clear_pointer (&arguments->title, g_free);
  g_clear_pointer (&arguments->body, g_free);
  g_clear_pointer (&arguments->event, g_free);
  g_clear_pointer (&arguments->payload, json_node_unref);
}
