/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/client-private.h"

/* @reply is what Perch has answered, and only set with %PERCH_CLIENT_ERROR_REFUSED. */
typedef struct
{
  JsonNode *reply; /* (owned) (nullable): immutable */
} PerchClientErrorPrivate;

static void
perch_client_error_private_init (PerchClientErrorPrivate *kept)
{
  /* GLib has set it to zero. */
}

static void
perch_client_error_private_copy (const PerchClientErrorPrivate *from, PerchClientErrorPrivate *to)
{
  to->reply = from->reply != NULL ? json_node_ref (from->reply) : NULL;
}

/* gcc can't know that GLib's macro has no error without its private part. */
static void
perch_client_error_private_clear (PerchClientErrorPrivate *kept)
{
  if (kept != NULL)
    g_clear_pointer (&kept->reply, json_node_unref);
}

/* GLib's macro finds the private part by counting bytes, and has aligned it. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (PerchClientError, perch_client_error)
#pragma GCC diagnostic pop

/**
 * perch_client_error_get_reply:
 * @error: an error of any domain
 *
 * Returns: (transfer none) (nullable): the whole answer of Perch, an object, if @error is one
 */
JsonNode *
perch_client_error_get_reply (const GError *error)
{
  const PerchClientErrorPrivate *kept = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == PERCH_CLIENT_ERROR)
    kept = perch_client_error_get_private (error);
  return kept != NULL ? kept->reply : NULL;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static JsonObject *
get_details (JsonNode *reply)
{
  JsonNode *node = json_object_get_member (json_node_get_object (reply), "error");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * perch_client_error_get_code:
 * @error: an error of any domain
 *
 * Returns: (transfer none) (nullable): Perch's word for it, such as `no_such_backend`
 */
const char *
perch_client_error_get_code (const GError *error)
{
  JsonNode *reply = perch_client_error_get_reply (error);

  return reply != NULL ? get_string (get_details (reply), "code") : NULL;
}

/**
 * perch_client_error_get_trace_id:
 * @error: an error of any domain
 *
 * Returns: (transfer none) (nullable): what to look for in Perch's log
 */
const char *
perch_client_error_get_trace_id (const GError *error)
{
  JsonNode *reply = perch_client_error_get_reply (error);

  return reply != NULL ? get_string (json_node_get_object (reply), "trace_id") : NULL;
}

static void
append_lines (GString *text, JsonObject *details)
{
  JsonNode *node = details != NULL ? json_object_get_member (details, "last_error") : NULL;
  JsonArray *lines =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    {
      JsonNode *line = json_array_get_element (lines, i);

      if (JSON_NODE_HOLDS_VALUE (line) && json_node_get_string (line) != NULL)
        g_string_append_printf (text, "\n  %s", json_node_get_string (line));
    }
}

/**
 * perch_client_error_new_refused:
 * @reply: what Perch has answered, an immutable object
 *
 * Returns: (transfer full): an error in Perch's own words, with what the failing program wrote
 * below
 */
GError *
perch_client_error_new_refused (JsonNode *reply)
{
  JsonObject *details = get_details (reply);
  const char *message = get_string (details, "message");
  g_autoptr (GString) text = g_string_new (message != NULL ? message : "Perch gave no reason");
  PerchClientErrorPrivate *kept = NULL;
  GError *error = NULL;

  append_lines (text, details);
  error = g_error_new_literal (PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_REFUSED, text->str);
  kept = perch_client_error_get_private (error);
  if (kept != NULL)
    kept->reply = json_node_ref (reply);
  return error;
}

/**
 * perch_client_error_new_for_cause:
 * @cause: what went wrong on the way to Perch
 *
 * Returns: (transfer full): the same in our own words
 */
GError *
perch_client_error_new_for_cause (const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new_literal (PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_TIMED_OUT,
                                "Perch did not answer in time");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new_literal (PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_NOT_RUNNING,
                                "Perch is not running");
  return g_error_new (PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_CONNECTION, "Can't talk to Perch: %s",
                      cause->message);
}
