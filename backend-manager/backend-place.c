/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-place.h"

#include <string.h>

#include <glib/gstdio.h>

#include "backend-manager/error.h"
#include "backend-manager/free-port.h"
#include "backend-manager/private-folder.h"

/* The secret goes into a file and not into the environment: that is inherited by whatever the
 * backend starts, and shows up in the logs and crash reports of many a library. */
#define SECRET_NAME "secret"
#define SOCKET_NAME "socket"
#define SECRET_BYTES 32

#define HOST "127.0.0.1"

/* What an earlier run may have left as well. */
static void
remove_files (const char *folder)
{
  static const char *const names[] = { SECRET_NAME, SOCKET_NAME };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
}

static gboolean
write_secret (PerchBackendPlace *self, char **secret, GError **error)
{
  *secret = perch_private_folder_new_secret (SECRET_BYTES, error);
  if (*secret == NULL)
    return FALSE;
  self->secret_file = g_build_filename (self->folder, SECRET_NAME, NULL);
  return g_file_set_contents_full (self->secret_file, *secret, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0600, error);
}

static PerchBackendEndpoint *
new_endpoint (PerchBackendPlace *self,
              const PerchProfile *profile,
              const char *secret,
              GError **error)
{
  guint16 port = profile->port;

  if (profile->kind == PERCH_BACKEND_KIND_PIPE)
    {
      self->socket = profile->socket != NULL ? g_strdup (profile->socket)
                                             : g_build_filename (self->folder, SOCKET_NAME, NULL);
      if (!perch_private_folder_check_socket (self->socket, error))
        return NULL;
      return perch_backend_endpoint_new_for_socket (self->socket, secret);
    }
  if (port == 0)
    port = perch_free_port_choose (error);
  if (port == 0)
    return NULL;
  return perch_backend_endpoint_new_for_port (profile->kind, port, secret, profile->health_path);
}

/**
 * perch_backend_place_prepare:
 * @profile: of what is to be run
 * @base: folder for the sockets and secrets of all backends; made when it is missing. Of no meaning
 *   for kind `stdio`
 * @error: %PERCH_BACKEND_ERROR_SPAWN with what can’t be made, and why
 *
 * Says where a run is to listen: on the port of its profile or on a free one, or on a socket that
 * nobody else can reach. Makes the secret that Perch is known by. What an earlier run has left is
 * removed. Blocks while files are written; any thread.
 *
 * Returns: (transfer full) (nullable):
 */
PerchBackendPlace *
perch_backend_place_prepare (const PerchProfile *profile, const char *base, GError **error)
{
  g_autoptr (PerchBackendPlace) self = g_new0 (PerchBackendPlace, 1);
  g_autoptr (GError) problem = NULL;
  g_autofree char *secret = NULL;

  g_return_val_if_fail (profile != NULL, NULL);

  if (profile->kind == PERCH_BACKEND_KIND_STDIO)
    return g_steal_pointer (&self);

  g_return_val_if_fail (base != NULL, NULL);
  self->folder = g_build_filename (base, profile->name, NULL);
  remove_files (self->folder);
  if (perch_private_folder_make (base, &problem) &&
      perch_private_folder_make (self->folder, &problem) &&
      (!profile->secret || write_secret (self, &secret, &problem)))
    self->endpoint = new_endpoint (self, profile, secret, &problem);
  if (self->endpoint == NULL)
    {
      g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SPAWN,
                   "No place for it to listen: %s", problem->message);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * perch_backend_place_remove:
 * @self: (transfer full):
 *
 * The run is over: removes what was made for it. That is two files in memory as a rule.
 */
void
perch_backend_place_remove (PerchBackendPlace *self)
{
  if (self->folder != NULL)
    remove_files (self->folder);
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_clear_pointer (&self->endpoint, perch_backend_endpoint_unref);
  g_free (self->folder);
  g_free (self->socket);
  g_free (self->secret_file);
  g_free (self);
}

/* @word: (transfer full) */
static char *
expand (const PerchBackendPlace *self, char *word)
{
  g_autofree char *port = g_strdup_printf ("%u", self->endpoint->port);
  const struct
  {
    const char *placeholder;
    const char *value; /* (nullable): stays as it is */
  } values[] = {
    { "{host}", self->endpoint->port != 0 ? HOST : NULL },
    { "{port}", self->endpoint->port != 0 ? port : NULL },
    { "{socket}", self->socket },
  };
  GString *text = g_string_new (word);

  g_free (word);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (values[i].value != NULL)
      g_string_replace (text, values[i].placeholder, values[i].value, 0);
  return g_string_free (text, FALSE);
}

/**
 * perch_backend_place_take_args:
 * @argv: (transfer full): the program and its arguments
 *
 * Returns: (transfer full): the same, with {host}, {port} and {socket} filled in where the kind of
 *   backend has one
 */
GStrv
perch_backend_place_take_args (const PerchBackendPlace *self, GStrv argv)
{
  g_return_val_if_fail (self != NULL, argv);

  for (guint i = 1; self->endpoint != NULL && argv[0] != NULL && argv[i] != NULL; i++)
    argv[i] = expand (self, argv[i]);
  return argv;
}

/**
 * perch_backend_place_take_environment:
 * @environment: (transfer full): as perch_environment_build() makes it
 *
 * Returns: (transfer full): the same, with PERCH_HOST and PERCH_PORT, or PERCH_SOCKET, and
 *   PERCH_SECRET_FILE
 */
GStrv
perch_backend_place_take_environment (const PerchBackendPlace *self, GStrv environment)
{
  g_return_val_if_fail (self != NULL, environment);

  if (self->endpoint == NULL)
    return environment;
  if (self->endpoint->port != 0)
    {
      g_autofree char *port = g_strdup_printf ("%u", self->endpoint->port);

      environment = g_environ_setenv (environment, "PERCH_HOST", HOST, TRUE);
      environment = g_environ_setenv (environment, "PERCH_PORT", port, TRUE);
    }
  if (self->socket != NULL)
    environment = g_environ_setenv (environment, "PERCH_SOCKET", self->socket, TRUE);
  if (self->secret_file != NULL)
    environment = g_environ_setenv (environment, "PERCH_SECRET_FILE", self->secret_file, TRUE);
  return environment;
}
