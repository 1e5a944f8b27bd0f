/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-hello.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "backend-manager/json-parse.h"

/* Whatever calls itself a token is compared with one that is shorter than this. */
#define MAX_BARE_TOKEN 256

static gboolean
get_number (JsonObject *object, const char *name, gint64 max, gint64 *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    *value = json_node_get_int (node);
  if (*value >= 0 && *value <= max)
    return TRUE;
  g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_HELLO,
               "/%s: expected a whole number from 0 to %" G_GINT64_FORMAT, name, max);
  return FALSE;
}

static gboolean
read_object (JsonObject *object, PerchEventHello *hello, GError **error)
{
  JsonNode *token = json_object_get_member (object, "token");
  gint64 since = -1;
  gint64 batch = -1;

  if (token != NULL && json_node_get_value_type (token) != G_TYPE_STRING)
    {
      g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_HELLO,
                   "/token: expected a string");
      return FALSE;
    }
  if (!get_number (object, "since", G_MAXINT64, &since, error) ||
      !get_number (object, "batch", PERCH_EVENT_HELLO_MAX_BATCH, &batch, error))
    return FALSE;

  hello->token = token != NULL ? json_node_dup_string (token) : NULL;
  hello->has_since = since >= 0;
  hello->since = (guint64) MAX (since, 0);
  hello->batch = (guint) MAX (batch, 0);
  return TRUE;
}

static gboolean
parse_object (const char *text, gsize length, PerchEventHello *hello, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) root = perch_json_parse (text, length, &local_error);

  if (root == NULL)
    {
      g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_HELLO, "not JSON: %s",
                   local_error->message);
      return FALSE;
    }
  return read_object (json_node_get_object (root), hello, error);
}

static gboolean
is_object (const char *text, gsize length)
{
  gsize n_blanks = 0;

  while (n_blanks < length && memchr (" \t\r\n", text[n_blanks], 4) != NULL)
    n_blanks++;
  return n_blanks < length && text[n_blanks] == '{';
}

/**
 * perch_event_hello_parse:
 * @text: (array length=length): what the client has sent, valid UTF-8
 * @length: in bytes
 * @hello: (out caller-allocates): what it says
 * @error: return location for a %PERCH_SERVER_ERROR_HELLO
 *
 * Reads the first message of a client: the bare token, or an object with `token`, `since` and
 * `batch`, none of which has to be there. Other members are left for later versions.
 *
 * Returns: whether it makes sense
 */
gboolean
perch_event_hello_parse (const char *text, gsize length, PerchEventHello *hello, GError **error)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (hello != NULL, FALSE);

  *hello = (PerchEventHello){ 0 };
  if (is_object (text, length))
    return parse_object (text, length, hello, error);
  if (length == 0 || length > MAX_BARE_TOKEN || memchr (text, '\0', length) != NULL)
    {
      g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_HELLO,
                   "expected the token or a JSON object");
      return FALSE;
    }
  hello->token = g_strndup (text, length);
  return TRUE;
}

/**
 * perch_event_hello_clear:
 * @hello: what perch_event_hello_parse() has filled in
 *
 * Frees what @hello holds, not @hello itself.
 */
void
perch_event_hello_clear (PerchEventHello *hello)
{
  g_return_if_fail (hello != NULL);

  g_clear_pointer (&hello->token, g_free);
}
