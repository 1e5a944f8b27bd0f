/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/client-private.h"

#include <gio/gunixsocketaddress.h>

#include "app/server/runtime-dir.h"

#define DEFAULT_TIMEOUT_S 120

/* Without @port it is the control socket, where nobody needs a token. */
struct _PerchClient
{
  GObject parent_instance;
  guint16 port;
  char *token; /* (owned) (nullable) */
  guint timeout_s;
};

G_DEFINE_FINAL_TYPE (PerchClient, perch_client, G_TYPE_OBJECT)

static void
perch_client_finalize (GObject *object)
{
  PerchClient *self = PERCH_CLIENT (object);

  g_free (self->token);
  G_OBJECT_CLASS (perch_client_parent_class)->finalize (object);
}

static void
perch_client_class_init (PerchClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_client_finalize;
}

static void
perch_client_init (PerchClient *self)
{
  self->timeout_s = DEFAULT_TIMEOUT_S;
}

/**
 * perch_client_new:
 *
 * Returns: (transfer full): a client of the Perch that this person runs, by its control socket
 */
PerchClient *
perch_client_new (void)
{
  return g_object_new (PERCH_TYPE_CLIENT, NULL);
}

/**
 * perch_client_new_for_port:
 * @port: a port of Perch on this machine, such as 8999, that for scripts
 * @token: (nullable): what `perch token` prints, for a port that requires it
 *
 * Returns: (transfer full): a client of the Perch at this port
 */
PerchClient *
perch_client_new_for_port (guint16 port, const char *token)
{
  PerchClient *self = NULL;

  g_return_val_if_fail (port != 0, NULL);

  self = perch_client_new ();
  self->port = port;
  self->token = g_strdup (token);
  return self;
}

/**
 * perch_client_get_timeout:
 * @self: a client
 *
 * Returns: how many seconds Perch may be silent
 */
guint
perch_client_get_timeout (PerchClient *self)
{
  g_return_val_if_fail (PERCH_IS_CLIENT (self), 0);

  return self->timeout_s;
}

/**
 * perch_client_set_timeout:
 * @self: a client
 * @seconds: how long Perch may be silent, 120 by default; 0 for ever
 */
void
perch_client_set_timeout (PerchClient *self, guint seconds)
{
  g_return_if_fail (PERCH_IS_CLIENT (self));

  self->timeout_s = seconds;
}

/**
 * perch_client_get_token:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the token it has to show
 */
const char *
perch_client_get_token (PerchClient *self)
{
  return self->token;
}

/**
 * perch_client_open_session:
 * @self: a client
 * @timeout_s: how long Perch may be silent
 *
 * Returns: (transfer full): what reaches Perch
 */
SoupSession *
perch_client_open_session (PerchClient *self, guint timeout_s)
{
  g_autofree char *directory = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  if (self->port == 0)
    {
      directory = perch_runtime_dir_find ();
      path = g_build_filename (directory, "control.sock", NULL);
      address = g_unix_socket_address_new (path);
    }
  /* Without a proxy resolver no GIO module is loaded, which is most of what starting up costs. */
  return g_object_new (SOUP_TYPE_SESSION, "remote-connectable", address, "proxy-resolver", NULL,
                       "timeout", timeout_s, NULL);
}

/**
 * perch_client_build_message:
 * @self: a client
 * @method: HTTP method
 * @scheme: "http" or "ws"
 * @path: path of a route, encoded
 *
 * Returns: (transfer full) (nullable): a request; %NULL when @path can't be part of a URI
 */
SoupMessage *
perch_client_build_message (PerchClient *self,
                            const char *method,
                            const char *scheme,
                            const char *path)
{
  g_autofree char *uri = self->port != 0
                             ? g_strdup_printf ("%s://127.0.0.1:%u%s", scheme, self->port, path)
                             : g_strdup_printf ("%s://localhost%s", scheme, path);
  SoupMessage *message = soup_message_new (method, uri);

  if (message != NULL && self->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                    bearer);
    }
  return message;
}
