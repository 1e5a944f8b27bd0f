/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/client.h"

#include "backend-manager/profile.h"
#include "backend-manager/text.h"
#include "client/perch-client.h"

#define CHOOSE_TIMEOUT_S 10

/* Errors carry a PerchExitStatus as their code: it is what a command makes of them. */
G_DEFINE_QUARK (perch_cli_error, perch_cli_error)

static const char *
get_string (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static PerchExitStatus
get_status (const GError *cause)
{
  const char *code = perch_client_error_get_code (cause);

  if (g_error_matches (cause, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_NOT_RUNNING))
    return PERCH_EXIT_NOT_RUNNING;
  if (g_error_matches (cause, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_TIMED_OUT))
    return PERCH_EXIT_TIMED_OUT;
  return g_strcmp0 (code, "no_such_backend") == 0 || g_strcmp0 (code, "no_such_trigger") == 0
             ? PERCH_EXIT_NO_SUCH_BACKEND
             : PERCH_EXIT_FAILED;
}

/**
 * perch_cli_set_error:
 * @cause: what libperch-client says
 * @error: return location for a #PERCH_CLI_ERROR
 *
 * Says what a command makes of it.
 */
void
perch_cli_set_error (const GError *cause, GError **error)
{
  g_set_error_literal (error, PERCH_CLI_ERROR, (int) get_status (cause), cause->message);
}

/**
 * perch_cli_take_answer:
 * @answer: (transfer full) (nullable): what Perch has answered to a question
 * @cause: (nullable): what libperch-client says when that has failed
 * @reply: (out) (optional) (nullable): @answer, or else what Perch has refused the question with
 * @error: return location for a #PERCH_CLI_ERROR
 *
 * Says what a command makes of how a question has ended.
 *
 * Returns: whether the answer is a good one
 */
gboolean
perch_cli_take_answer (JsonNode *answer, const GError *cause, JsonNode **reply, GError **error)
{
  g_autoptr (JsonNode) owned = answer;
  JsonNode *refusal = cause != NULL ? perch_client_error_get_reply (cause) : NULL;

  g_return_val_if_fail ((answer != NULL) != (cause != NULL), FALSE);

  if (cause != NULL)
    perch_cli_set_error (cause, error);
  if (refusal != NULL)
    owned = json_node_ref (refusal);
  if (reply != NULL)
    *reply = g_steal_pointer (&owned);
  return cause == NULL;
}

static gboolean
exchange (const char *method,
          const char *path,
          const char *json,
          guint timeout_s,
          JsonNode **reply,
          GError **error)
{
  g_autoptr (PerchClient) client = perch_client_new ();
  g_autoptr (GError) cause = NULL;
  JsonNode *answer = NULL;

  perch_client_set_timeout (client, timeout_s);
  answer = perch_client_request (client, method, path, json, NULL, &cause);
  return perch_cli_take_answer (answer, cause, reply, error);
}

/**
 * perch_cli_call:
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
perch_cli_call (
    const char *method, const char *path, guint timeout_s, JsonNode **reply, GError **error)
{
  return exchange (method, path, NULL, timeout_s, reply, error);
}

/**
 * perch_cli_send:
 * @path: path of a route, encoded
 * @json: what is sent with POST
 *
 * Like perch_cli_call(), with a body.
 */
gboolean
perch_cli_send (
    const char *path, const char *json, guint timeout_s, JsonNode **reply, GError **error)
{
  return exchange ("POST", path, json, timeout_s, reply, error);
}

/**
 * perch_cli_put:
 * @path: path of a route, encoded
 * @json: what is sent with PUT
 *
 * Like perch_cli_call(), with a body.
 */
gboolean
perch_cli_put (
    const char *path, const char *json, guint timeout_s, JsonNode **reply, GError **error)
{
  return exchange ("PUT", path, json, timeout_s, reply, error);
}

/**
 * perch_cli_backend_path:
 * @name: a backend's name, as somebody typed it
 * @action: (nullable): what comes behind it, such as "start"
 *
 * Returns: (transfer full): path of the route
 */
char *
perch_cli_backend_path (const char *name, const char *action)
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
 * perch_cli_choose_backend:
 * @name: (nullable): what was typed
 * @error: return location for a #PERCH_CLI_ERROR
 *
 * Says which backend a command is about: @name, or without one the only backend there is, or the
 * one called "main".
 *
 * Returns: (transfer full) (nullable): its name
 */
char *
perch_cli_choose_backend (const char *name, GError **error)
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
  if (!perch_cli_call ("GET", "/api/backends", CHOOSE_TIMEOUT_S, &reply, error))
    return NULL;
  return choose_among (json_object_get_array_member (json_node_get_object (reply), "backends"),
                       error);
}
