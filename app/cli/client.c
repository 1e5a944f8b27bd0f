/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"

#include <gio/gunixsocketaddress.h>

#include "app/server/control-socket.h"
#include "backend-manager/profile.h"
#include "backend-manager/text.h"

#define CHOOSE_TIMEOUT_S 10

/* Errors carry a PerchExitStatus as their code: it is what a command makes of them. */
G_DEFINE_QUARK (perch_cli_error, perch_cli_error)

/**
 * perch_client_open_session:
 * @timeout_s: how long Perch may be silent
 *
 * Returns: (transfer full): what reaches the Perch of this person, at any host name
 */
SoupSession *
perch_client_open_session (guint timeout_s)
{
  g_autofree char *path = perch_control_socket_find_path ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  /* Without a proxy resolver no GIO module is loaded, which is most of what starting up costs. */
  return g_object_new (SOUP_TYPE_SESSION, "remote-connectable", address, "proxy-resolver", NULL,
                       "timeout", timeout_s, NULL);
}

/**
 * perch_client_set_error:
 * @cause: what went wrong on the way to Perch
 * @error: return location for a #PERCH_CLI_ERROR
 *
 * Says in our own words why Perch can't be reached.
 */
void
perch_client_set_error (const GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_TIMED_OUT, "Perch did not answer in time");
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
           g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_NOT_RUNNING, "Perch is not running");
  else
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED, "Can't talk to Perch: %s",
                 cause->message);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static PerchExitStatus
get_status (const char *code)
{
  gboolean unknown =
      g_strcmp0 (code, "no_such_backend") == 0 || g_strcmp0 (code, "no_such_trigger") == 0;

  return unknown ? PERCH_EXIT_NO_SUCH_BACKEND : PERCH_EXIT_FAILED;
}

/* Makes an error of the server's words, with what the failing program wrote below. */
static void
set_reply_error (JsonObject *reply, GError **error)
{
  JsonObject *details = json_object_get_object_member (reply, "error");
  const char *code = details != NULL ? get_string (details, "code") : NULL;
  const char *message = details != NULL ? get_string (details, "message") : NULL;
  JsonArray *lines = NULL;
  g_autoptr (GString) text = g_string_new (message != NULL ? message : "Perch gave no reason");

  if (details != NULL && json_object_has_member (details, "last_error"))
    lines = json_object_get_array_member (details, "last_error");
  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    g_string_append_printf (text, "\n  %s", json_array_get_string_element (lines, i));
  g_set_error_literal (error, PERCH_CLI_ERROR, (int) get_status (code), text->str);
}

static JsonNode *
parse_reply (GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  JsonNode *root = NULL;

  if (length == 0 || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return JSON_NODE_HOLDS_OBJECT (root) ? json_parser_steal_root (parser) : NULL;
}

static SoupMessage *
build_message (const char *method, const char *path)
{
  g_autofree char *uri = g_strconcat ("http://localhost", path, NULL);

  return soup_message_new (method, uri);
}

/* Sends @message, and waits for its answer. */
static gboolean
exchange (SoupMessage *message, guint timeout_s, JsonNode **reply, GError **error)
{
  g_autoptr (SoupSession) session = perch_client_open_session (timeout_s);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) local_error = NULL;

  body = soup_session_send_and_read (session, message, NULL, &local_error);
  if (body == NULL)
    {
      perch_client_set_error (local_error, error);
      return FALSE;
    }
  node = parse_reply (body);
  if (node == NULL)
    {
      g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED,
                   "Perch's answer makes no sense (status %u)", soup_message_get_status (message));
      return FALSE;
    }
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    set_reply_error (json_node_get_object (node), error);
  if (reply != NULL)
    *reply = g_steal_pointer (&node);
  return SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message));
}

/**
 * perch_client_call:
 * @method: HTTP method
 * @path: path of a route, encoded
 * @timeout_s: how long Perch may be silent
 * @reply: (out) (optional) (nullable): what it answered, when it did, be it an error
 * @error: return location for a #PERCH_CLI_ERROR
 *
 * Asks the Perch that runs, and waits for its answer. For the command line only: it blocks.
 *
 * Returns: whether the answer is a good one
 */
gboolean
perch_client_call (
    const char *method, const char *path, guint timeout_s, JsonNode **reply, GError **error)
{
  g_autoptr (SoupMessage) message = build_message (method, path);

  return exchange (message, timeout_s, reply, error);
}

static gboolean
send_body (const char *method,
           const char *path,
           const char *json,
           guint timeout_s,
           JsonNode **reply,
           GError **error)
{
  g_autoptr (SoupMessage) message = build_message (method, path);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  return exchange (message, timeout_s, reply, error);
}

/**
 * perch_client_send:
 * @path: path of a route, encoded
 * @json: what is sent with POST
 *
 * Like perch_client_call(), with a body.
 */
gboolean
perch_client_send (
    const char *path, const char *json, guint timeout_s, JsonNode **reply, GError **error)
{
  return send_body ("POST", path, json, timeout_s, reply, error);
}

/**
 * perch_client_put:
 * @path: path of a route, encoded
 * @json: what is sent with PUT
 *
 * Like perch_client_call(), with a body.
 */
gboolean
perch_client_put (
    const char *path, const char *json, guint timeout_s, JsonNode **reply, GError **error)
{
  return send_body ("PUT", path, json, timeout_s, reply, error);
}

/**
 * perch_client_backend_path:
 * @name: a backend's name, as somebody typed it
 * @action: (nullable): what comes behind it, such as "start"
 *
 * Returns: (transfer full): path of the route
 */
char *
perch_client_backend_path (const char *name, const char *action)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);

  return action != NULL ? g_strdup_printf ("/api/backends/%s/%s", escaped, action)
                        : g_strdup_printf ("/api/backends/%s", escaped);
}

static char *
choose_among (JsonArray *backends, GError **error)
{
  guint n_backends = json_array_get_length (backends);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < n_backends; i++)
    {
      const char *name = get_string (json_array_get_object_element (backends, i), "name");

      if (n_backends == 1 || g_strcmp0 (name, "main") == 0)
        return g_strdup (name);
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  if (n_backends == 0)
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_NO_SUCH_BACKEND,
                 "Perch knows no backend at all");
  else
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE,
                 "There are several backends, say which one: %s", names->str);
  return NULL;
}

/**
 * perch_client_choose_backend:
 * @name: (nullable): what was typed
 * @error: return location for a #PERCH_CLI_ERROR
 *
 * Says which backend a command is about: @name, or without one the only backend there is, or the
 * one called "main".
 *
 * Returns: (transfer full) (nullable): its name
 */
char *
perch_client_choose_backend (const char *name, GError **error)
{
  g_autoptr (JsonNode) reply = NULL;

  if (name != NULL && perch_profile_name_is_valid (name))
    return g_strdup (name);
  if (name != NULL)
    {
      g_autofree char *shown = perch_text_escape (name);

      /* Not every text can be part of a route's path, so this one is not even asked for. */
      g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_NO_SUCH_BACKEND,
                   "There is no backend called \"%.100s\"", shown);
      return NULL;
    }
  if (!perch_client_call ("GET", "/api/backends", CHOOSE_TIMEOUT_S, &reply, error))
    return NULL;
  return choose_among (json_object_get_array_member (json_node_get_object (reply), "backends"),
                       error);
}
