/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/indicator.h"

#include "backend-manager/json-fields.h"

/* A word or two, and a sentence or two: what fits into a row. */
#define MAX_NAME_CHARS 64
#define MAX_TEXT_CHARS 500

static const char *const states[] = {
  [PERCH_INDICATOR_OK] = "ok",
  [PERCH_INDICATOR_BUSY] = "busy",
  [PERCH_INDICATOR_WARNING] = "warning",
  [PERCH_INDICATOR_ERROR] = "error",
  NULL,
};

/* One character each, which tells by its shape. */
static const char *const marks[] = {
  [PERCH_INDICATOR_OK] = "●",
  [PERCH_INDICATOR_BUSY] = "…",
  [PERCH_INDICATOR_WARNING] = "▲",
  [PERCH_INDICATOR_ERROR] = "✕",
};

static gboolean
read_name (PerchIndicatorUpdate *update, const PerchJsonFields *fields, GError **error)
{
  if (!perch_json_fields_get_string (fields, "indicator", &update->name, error))
    return FALSE;
  if (update->name != NULL && update->name[0] != '\0' &&
      g_utf8_strlen (update->name, -1) <= MAX_NAME_CHARS)
    return TRUE;
  return perch_json_fields_refuse (fields, "indicator", "a name of 1 to 64 characters", error);
}

static gboolean
read_state (PerchIndicatorUpdate *update, const PerchJsonFields *fields, GError **error)
{
  guint state = PERCH_INDICATOR_OK;

  if (!perch_json_fields_get_word (fields, "state", states, &state, error))
    return FALSE;
  update->has_state = json_object_has_member (fields->object, "state");
  update->state = (PerchIndicatorState) state;
  return TRUE;
}

static gboolean
read_text (PerchIndicatorUpdate *update, const PerchJsonFields *fields, GError **error)
{
  JsonNode *node = json_object_get_member (fields->object, "text");

  update->has_text = node != NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!perch_json_fields_get_string (fields, "text", &update->text, error))
    return FALSE;
  if (g_utf8_strlen (update->text, -1) <= MAX_TEXT_CHARS)
    return TRUE;
  return perch_json_fields_refuse (fields, "text", "at most 500 characters", error);
}

static gboolean
read_progress (PerchIndicatorUpdate *update, const PerchJsonFields *fields, GError **error)
{
  JsonNode *node = json_object_get_member (fields->object, "progress");
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  update->has_progress = node != NULL;
  update->progress = PERCH_INDICATOR_NO_PROGRESS;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    update->progress = json_node_get_double (node);
  if (update->progress >= 0.0 && update->progress <= 1.0)
    return TRUE;
  return perch_json_fields_refuse (fields, "progress", "a number from 0 to 1, or null", error);
}

/**
 * perch_indicator_update_read:
 * @update: (out caller-allocates): to be cleared in any case
 * @object: `indicator`, and any of `state`, `text` and `progress`; other members are ignored
 * @error: the JSON pointer of what is wrong, what was expected there and what was found
 *
 * Returns: whether it can be made out
 */
gboolean
perch_indicator_update_read (PerchIndicatorUpdate *update, JsonObject *object, GError **error)
{
  PerchJsonFields fields = { .object = object, .pointer = "" };

  g_return_val_if_fail (update != NULL, FALSE);
  g_return_val_if_fail (object != NULL, FALSE);

  *update = (PerchIndicatorUpdate){ 0 };
  return read_name (update, &fields, error) && read_state (update, &fields, error) &&
         read_text (update, &fields, error) && read_progress (update, &fields, error);
}

/**
 * perch_indicator_update_clear:
 * @update: what perch_indicator_update_read() has filled in
 */
void
perch_indicator_update_clear (PerchIndicatorUpdate *update)
{
  g_return_if_fail (update != NULL);

  g_clear_pointer (&update->name, g_free);
  g_clear_pointer (&update->text, g_free);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * perch_indicator_to_json:
 * @indicator: an indicator
 *
 * Returns: (transfer full): an object with `indicator`, `backend`, `state`, `text` and `progress`,
 *   the last two null when there is none
 */
JsonNode *
perch_indicator_to_json (const PerchIndicator *indicator)
{
  g_autoptr (JsonBuilder) builder = NULL;

  g_return_val_if_fail (indicator != NULL, NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_string (builder, "indicator", indicator->name);
  add_string (builder, "backend", indicator->backend);
  add_string (builder, "state", states[indicator->state]);
  add_string (builder, "text", indicator->text);
  json_builder_set_member_name (builder, "progress");
  if (indicator->progress >= 0.0)
    json_builder_add_double_value (builder, indicator->progress);
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/**
 * perch_indicator_to_text:
 * @indicator: an indicator with a text
 *
 * Returns: (transfer full): all of it in a line, such as "… backup: Copying (40 %)"; not yet safe
 * to show
 */
char *
perch_indicator_to_text (const PerchIndicator *indicator)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (indicator != NULL && indicator->text != NULL, NULL);

  text = g_strdup_printf ("%s %s: %s", marks[indicator->state], indicator->name, indicator->text);
  if (indicator->progress < 0.0)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s (%d %%)", text, (int) (indicator->progress * 100.0));
}
