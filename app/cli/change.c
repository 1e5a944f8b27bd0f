/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/change.h"

#include "app/cli/client.h"
#include "app/cli/launch.h"
#include "app/cli/options.h"
#include "app/cli/output.h"

static void
print_backend (JsonNode *reply)
{
  JsonObject *backend = json_object_get_object_member (json_node_get_object (reply), "backend");
  const char *name = json_object_get_string_member_with_default (backend, "name", "?");
  const char *state = json_object_get_string_member_with_default (backend, "state", "?");
  const char *endpoint = json_object_get_string_member_with_default (backend, "endpoint", NULL);
  gint64 pid = json_object_get_int_member_with_default (backend, "pid", 0);

  g_print ("%s: %s", name, state);
  if (pid > 0)
    g_print (" (pid %" G_GINT64_FORMAT ")", pid);
  g_print ("%s%s\n", endpoint != NULL ? " at " : "", endpoint != NULL ? endpoint : "");
}

static gboolean
ensure_perch_runs (GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (perch_cli_call ("GET", "/status", PERCH_CHANGE_TIMEOUT_S, NULL, &local_error))
    return TRUE;
  if (g_error_matches (local_error, PERCH_CLI_ERROR, PERCH_EXIT_NOT_RUNNING))
    return perch_launch_headless (error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
change_backend (
    const PerchChange *change, const char *typed, guint timeout_s, JsonNode **reply, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (change->bring_up && !ensure_perch_runs (error))
    return FALSE;
  if (change->reload && !perch_cli_call ("POST", "/api/config/reload", timeout_s, NULL, error))
    return FALSE;
  name = perch_cli_choose_backend (typed, error);
  if (name == NULL)
    return FALSE;
  path = perch_cli_backend_path (name, change->action);
  return perch_cli_call ("POST", path, timeout_s, reply, error);
}

/**
 * perch_change_backend:
 * @change: what is to happen
 * @name: (nullable): to which backend
 * @timeout_s: how long that may take
 * @json: whether programs are to read what came of it
 *
 * Starts, stops or restarts a backend, and returns when that has happened or failed.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_change_backend (const PerchChange *change, const char *name, int timeout_s, gboolean json)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (!change_backend (change, name, (guint) MAX (timeout_s, 1), &reply, &error))
    return perch_output_failure (json, reply, error);
  if (json)
    perch_output_json (reply);
  else
    print_backend (reply);
  return PERCH_EXIT_OK;
}

/**
 * perch_change_run:
 * @change: which command it is
 * @argv: the command line from its name on
 *
 * A command that takes no more than a name.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_change_run (const PerchChange *change, char **argv)
{
  PerchUsage usage = { "[NAME]", 1, change->summary };
  gboolean json = FALSE;
  int timeout_s = PERCH_CHANGE_TIMEOUT_S;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the answer as JSON", NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, "How long to wait (120)", "SECONDS" },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  return perch_change_backend (change, arguments[0], timeout_s, json);
}
