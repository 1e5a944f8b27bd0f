/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/request.h"

G_BEGIN_DECLS

/**
 * PerchRouteHandler:
 * @request: what was asked; its body has been read
 *
 * Answers @request with one of the perch_reply functions, during the call or later. A handler that
 * answers later holds a reference until then.
 */
typedef void (*PerchRouteHandler) (PerchRequest *request, gpointer user_data);

/**
 * PerchRouteAccess:
 * @PERCH_ROUTE_TOKEN: who comes from a browser shows the token in a header
 * @PERCH_ROUTE_EXTENSIONS: extensions of browsers need none; pages do
 * @PERCH_ROUTE_OWN_TOKEN: the handler asks for the token in its own way, before it tells anything
 *
 * What a surface's gate asks of a client that is otherwise welcome.
 */
typedef enum
{
  PERCH_ROUTE_TOKEN,
  PERCH_ROUTE_EXTENSIONS,
  PERCH_ROUTE_OWN_TOKEN,
} PerchRouteAccess;

/**
 * PerchRoute:
 * @method: such as "GET"; a GET route answers HEAD too
 * @pattern: an absolute path; a segment `{name}` stands for any one segment
 * @handler: what answers
 * @max_body: bytes its body may have; 0 for the surface's default
 * @access: who needs the token; the first one where nothing is said
 *
 * Usually an element of a static table, which is why the strings are not copied.
 */
typedef struct
{
  const char *method;
  const char *pattern;
  PerchRouteHandler handler;
  gsize max_body;
  PerchRouteAccess access;
} PerchRoute;

typedef enum
{
  PERCH_ROUTE_FOUND,
  PERCH_ROUTE_BAD_PATH,
  PERCH_ROUTE_NO_PATH,
  PERCH_ROUTE_NO_METHOD,
} PerchRouteResult;

/**
 * PerchRouteMatch:
 * @route: (nullable): set when found
 * @user_data: what the route was added with
 * @params: (nullable): the values of the pattern's `{name}` segments, percent-decoded, in order
 * @allow: (nullable): what the path can be asked with, when not with this method
 *
 * What perch_router_match() found. Clear with perch_route_match_clear().
 */
typedef struct
{
  const PerchRoute *route;
  gpointer user_data;
  GStrv params;
  char *allow;
} PerchRouteMatch;

/**
 * PerchRouteCountFunc:
 * @route: (nullable): a route; %NULL stands for the requests that have come to none
 * @status: HTTP status of their answers
 * @n_requests: how many had it
 *
 * Called for each route and each status that it has answered with; 200 is always one of them.
 */
typedef void (*PerchRouteCountFunc) (const PerchRoute *route,
                                     guint status,
                                     guint64 n_requests,
                                     gpointer user_data);

typedef struct _PerchRouter PerchRouter;

PerchRouter *perch_router_new (void);
void perch_router_free (PerchRouter *self);
void perch_router_add (PerchRouter *self,
                       const PerchRoute *routes,
                       gsize n_routes,
                       gpointer user_data);
PerchRouteResult perch_router_match (PerchRouter *self,
                                     const char *method,
                                     const char *path,
                                     PerchRouteMatch *match);
void perch_route_match_clear (PerchRouteMatch *match);
void perch_router_count (PerchRouter *self, const PerchRoute *route, guint status);
void perch_router_foreach_count (PerchRouter *self, PerchRouteCountFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchRouter, perch_router_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchRouteMatch, perch_route_match_clear)

G_END_DECLS
