/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-form.h"

#include <glib/gi18n.h>

#include "backend-manager/json-fields.h"

#define DEFAULT_TIMEOUT_MS 60000
#define MIN_TIMEOUT_S 0.1
#define MAX_TIMEOUT_S 86400
#define MAX_TOOL_NAME_CHARS 200

/* Clients count in fractions of a second, too. */
static gboolean
read_timeout (const PerchJsonFields *fields, guint *timeout_ms, GError **error)
{
  JsonNode *node = json_object_get_member (fields->object, "timeout");
  GType type = G_TYPE_INVALID;
  double seconds = 0;

  if (node == NULL)
    return TRUE;
  type = json_node_get_value_type (node);
  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    seconds = json_node_get_double (node);
  if (!(seconds >= MIN_TIMEOUT_S && seconds <= MAX_TIMEOUT_S))
    return perch_json_fields_refuse (fields, "timeout", "seconds, from 0.1 to 86400", error);
  *timeout_ms = (guint) (seconds * 1000);
  return TRUE;
}

static gboolean
read_tool (const PerchJsonFields *fields, PerchAskForm *form, GError **error)
{
  JsonObject *args = NULL;

  if (!perch_json_fields_get_string (fields, "tool_name", &form->tool_name, error) ||
      !perch_json_fields_get_object (fields, "args", &args, error))
    return FALSE;
  if (form->tool_name != NULL &&
      (form->tool_name[0] == '\0' || g_utf8_strlen (form->tool_name, -1) > MAX_TOOL_NAME_CHARS))
    return perch_json_fields_refuse (fields, "tool_name", "1 to 200 characters", error);
  if (args != NULL)
    form->args = json_to_string (json_object_get_member (fields->object, "args"), FALSE);
  return TRUE;
}

static gboolean
is_blank (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text == '\0';
}

static gboolean
read_prompt (const PerchJsonFields *fields, PerchAskForm *form, GError **error)
{
  if (!perch_json_fields_get_string (fields, "prompt", &form->prompt, error))
    return FALSE;
  if (form->prompt == NULL && form->tool_name != NULL)
    form->prompt = g_strdup_printf (_ ("Allow the tool “%s”?"), form->tool_name);
  if (form->prompt == NULL || is_blank (form->prompt))
    return perch_json_fields_refuse (fields, "prompt", "what the person is asked", error);
  return TRUE;
}

/**
 * perch_ask_form_read:
 * @form: (out caller-allocates): clear with perch_ask_form_clear(), after an error too
 * @object: `prompt`, or `tool_name` with or without `args`, or both; `timeout` in seconds, 60
 *   without; `wait`, true without. What else it has is ignored
 * @error: the place of what is wrong, what was found, and what would be right
 *
 * Returns: whether @object is a question
 */
gboolean
perch_ask_form_read (PerchAskForm *form, JsonObject *object, GError **error)
{
  const PerchJsonFields fields = { .object = object, .pointer = "" };

  g_return_val_if_fail (form != NULL, FALSE);
  g_return_val_if_fail (object != NULL, FALSE);

  *form = (PerchAskForm){ .timeout_ms = DEFAULT_TIMEOUT_MS, .wait = TRUE };
  return read_tool (&fields, form, error) && read_prompt (&fields, form, error) &&
         read_timeout (&fields, &form->timeout_ms, error) &&
         perch_json_fields_get_boolean (&fields, "wait", &form->wait, error);
}

/**
 * perch_ask_form_clear:
 * @form: what perch_ask_form_read() has filled in
 */
void
perch_ask_form_clear (PerchAskForm *form)
{
  g_return_if_fail (form != NULL);

  g_clear_pointer (&form->prompt, g_free);
  g_clear_pointer (&form->tool_name, g_free);
  g_clear_pointer (&form->args, g_free);
}
