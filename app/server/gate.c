/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/gate.h"

#include <string.h>

#include "app/server/body-type.h"
#include "app/server/gate-private.h"
#include "app/server/host.h"
#include "app/server/origins.h"
#include "app/server/reply.h"
#include "app/server/request-private.h"

#define HTTP_SCHEME "http://"

/* Who gets in at a TCP port, which everything on this machine can reach: other users, and each page
 * in a browser of our own. @port is 0 until the surface listens. */
struct _PerchGate
{
  PerchToken *token; /* (unowned) */
  GStrv allowed_origins; /* (owned) */
  gboolean require_token;
  guint16 port;
};

/**
 * perch_gate_new:
 * @token: what opens; must live as long as the gate
 * @allowed_origins: (array zero-terminated=1): entries that perch_origins_check_entry() likes
 * @require_token: whether everybody needs it
 *
 * Returns: (transfer full): a gate for a surface at a TCP port; free with perch_gate_free()
 */
PerchGate *
perch_gate_new (PerchToken *token, const char *const *allowed_origins, gboolean require_token)
{
  PerchGate *self = g_new0 (PerchGate, 1);

  g_return_val_if_fail (token != NULL, NULL);
  g_return_val_if_fail (allowed_origins != NULL, NULL);

  self->token = token;
  self->allowed_origins = g_strdupv ((GStrv) allowed_origins);
  self->require_token = require_token;
  return self;
}

/**
 * perch_gate_free:
 * @self: (transfer full): a gate, whose surface is gone
 */
void
perch_gate_free (PerchGate *self)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->allowed_origins);
  g_free (self);
}

/**
 * perch_gate_set_access:
 * @self: a gate
 * @allowed_origins: (array zero-terminated=1): entries that perch_origins_check_entry() likes
 * @require_token: whether everybody needs the token
 *
 * Sets who gets in from now on.
 */
void
perch_gate_set_access (PerchGate *self, const char *const *allowed_origins, gboolean require_token)
{
  GStrv before = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (allowed_origins != NULL);

  before = self->allowed_origins;
  self->allowed_origins = g_strdupv ((GStrv) allowed_origins);
  self->require_token = require_token;
  g_strfreev (before);
}

/**
 * perch_gate_set_port:
 * @self: a gate
 * @port: where its surface listens
 */
void
perch_gate_set_port (PerchGate *self, guint16 port)
{
  g_return_if_fail (self != NULL);

  self->port = port;
}

/* A header that comes twice comes as a list, which is neither a host nor an origin nor a token. */
static const char *
get_header (PerchRequest *request, const char *name)
{
  return soup_message_headers_get_list (
      soup_server_message_get_request_headers (perch_request_get_message (request)), name);
}

/* The target of a request may be a whole URI, whose host then counts as much as the header. */
static gboolean
check_host (PerchGate *self, PerchRequest *request)
{
  const char *host = get_header (request, "Host");
  const char *target =
      g_uri_get_host (soup_server_message_get_uri (perch_request_get_message (request)));

  if (host != NULL && perch_host_is_ours (host, self->port) && target != NULL &&
      perch_host_is_loopback_name (target))
    return TRUE;
  perch_reply_error (request, SOUP_STATUS_MISDIRECTED_REQUEST, "misdirected",
                     "The Host header must be 127.0.0.1:%u, localhost:%u or [::1]:%u", self->port,
                     self->port, self->port);
  return FALSE;
}

/* A page that Perch itself has served is at home; any other origin must be on the list. */
static gboolean
is_allowed (PerchGate *self, PerchRequest *request, const char *origin)
{
  if (g_str_has_prefix (origin, HTTP_SCHEME) &&
      g_str_equal (origin + strlen (HTTP_SCHEME), get_header (request, "Host")))
    return TRUE;
  return perch_origins_allow ((const char *const *) self->allowed_origins, origin);
}

static gboolean
check_origin (PerchGate *self, PerchRequest *request, const char *origin)
{
  const char *site = get_header (request, "Sec-Fetch-Site");
  gboolean allowed = origin != NULL && is_allowed (self, request, origin);

  perch_cors_add_headers (perch_request_get_message (request), allowed ? origin : NULL);
  if (allowed)
    return TRUE;
  if (origin != NULL)
    {
      perch_reply_error (request, SOUP_STATUS_FORBIDDEN, "forbidden_origin",
                         "Pages of this origin are not in \"allowed_origins\"");
      return FALSE;
    }
  /* Browsers send no Origin for an image or a link, but they say where it stands. */
  if (site != NULL && !g_str_equal (site, "same-origin") && !g_str_equal (site, "none"))
    {
      perch_reply_error (request, SOUP_STATUS_FORBIDDEN, "cross_site",
                         "Pages of other sites may not ask this");
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_peer (PerchRequest *request)
{
  if (perch_connection_get_peer (request->connection) != PERCH_PEER_OTHER_USER)
    return TRUE;
  perch_reply_error (request, SOUP_STATUS_FORBIDDEN, "other_user",
                     "This Perch belongs to another user");
  return FALSE;
}

/* A page can't take the origin of an extension, and any program of ours gets in without one: where
 * a route only takes, nothing is gained by a token that a person would have to copy each time. */
static gboolean
is_free_of_token (PerchGate *self, PerchRequest *request, const char *origin)
{
  if (request->access == PERCH_ROUTE_OWN_TOKEN)
    return TRUE;
  if (self->require_token ||
      perch_connection_get_peer (request->connection) != PERCH_PEER_SAME_USER)
    return FALSE;
  return origin == NULL ||
         (request->access == PERCH_ROUTE_EXTENSIONS && perch_origins_is_extension (origin));
}

/* All failures look the same, so that none of them says how near it was. */
static gboolean
check_token (PerchGate *self, PerchRequest *request, const char *origin)
{
  SoupMessageHeaders *headers = NULL;

  if (is_free_of_token (self, request, origin))
    return TRUE;
  if (perch_token_matches_header (self->token, get_header (request, "Authorization")))
    return TRUE;
  headers = soup_server_message_get_response_headers (perch_request_get_message (request));
  soup_message_headers_replace (headers, "WWW-Authenticate", "Bearer");
  perch_request_set_delay (request, perch_token_add_failure (self->token, g_get_monotonic_time ()));
  perch_reply_error (request, SOUP_STATUS_UNAUTHORIZED, "unauthorized",
                     "This needs the header \"Authorization: Bearer TOKEN\"; "
                     "\"perch token\" prints the token");
  return FALSE;
}

/**
 * perch_gate_check:
 * @request: a request whose header has been read
 * @user_data: the gate
 *
 * A #PerchSurfaceGate.
 *
 * Returns: whether @request may go on to the routes; %FALSE after having answered
 */
gboolean
perch_gate_check (PerchRequest *request, gpointer user_data)
{
  PerchGate *self = user_data;
  const char *origin = NULL;

  g_return_val_if_fail (PERCH_IS_REQUEST (request), FALSE);
  g_return_val_if_fail (self != NULL, FALSE);

  origin = get_header (request, "Origin");
  if (!check_host (self, request) || !check_origin (self, request, origin) || !check_peer (request))
    return FALSE;
  if (perch_cors_is_preflight (perch_request_get_message (request), origin))
    {
      perch_cors_answer_preflight (request);
      return FALSE;
    }
  return perch_body_type_check (request) && check_token (self, request, origin);
}
