/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <perch-client.h>

/* Asks the person whether a field or a check may be set, and sets it:
 *
 *   cc permit.c $(pkg-config --cflags --libs perch-client) -o permit
 *   ./permit 8999 autostart true
 *
 * The port is that for scripts, of `perch run --enable-test-hooks`. A Perch that wants the token
 * from everybody gets it by the environment variable PERCH_TOKEN: arguments can be seen by others.
 */

#define TIMEOUT_S 60

static gboolean
ask (PerchClient *client, const char *item, const char *value, GError **error)
{
  g_autofree char *prompt = g_strdup_printf ("May “%s” be set to %s?", item, value);
  g_autoptr (JsonNode) answer = perch_client_ask (client, prompt, TIMEOUT_S, NULL, error);

  if (answer == NULL)
    return FALSE;
  if (json_object_get_boolean_member (json_node_get_object (answer), "approved"))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "the person did not allow it");
  return FALSE;
}

static gboolean
set (PerchClient *client, const char *item, const char *value, GError **error)
{
  g_autoptr (JsonNode) json = json_from_string (value, error);
  g_autoptr (JsonNode) task = NULL;

  if (json == NULL)
    return FALSE;
  task = perch_client_set_value (client, item, json, NULL, error);
  return task != NULL;
}

static gboolean
show (PerchClient *client, const char *item, GError **error)
{
  g_autoptr (JsonNode) reply = perch_client_get_value (client, item, NULL, error);
  g_autofree char *text = NULL;

  if (reply == NULL)
    return FALSE;
  text = json_to_string (json_object_get_member (json_node_get_object (reply), "value"), FALSE);
  g_print ("%s was %s\n", item, text);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (PerchClient) client = NULL;
  g_autoptr (GError) error = NULL;
  guint64 port = 0;

  if (argc != 4 || !g_ascii_string_to_unsigned (argv[1], 10, 1, G_MAXUINT16, &port, NULL))
    {
      g_printerr ("usage: permit PORT ITEM VALUE\n");
      return 2;
    }
  client = perch_client_new_for_port ((guint16) port, g_getenv ("PERCH_TOKEN"));
  perch_client_set_timeout (client, TIMEOUT_S + 5);
  if (show (client, argv[2], &error) && ask (client, argv[2], argv[3], &error) &&
      set (client, argv[2], argv[3], &error))
    return 0;
  g_printerr ("permit: %s\n", error->message);
  return 1;
}
