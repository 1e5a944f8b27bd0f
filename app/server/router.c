/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/router.h"

#include <string.h>

#include "app/server/status-counts.h"

typedef struct
{
  const PerchRoute *route;
  gpointer user_data;
  GStrv segments; /* (owned): of the pattern */
  GArray *counts; /* (owned) (element-type PerchStatusCount) */
} Entry;

struct _PerchRouter
{
  GPtrArray *entries; /* (element-type Entry) */
  GArray *refused; /* (owned) (element-type PerchStatusCount): what came to no route */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_array_unref (entry->counts);
  g_strfreev (entry->segments);
  g_free (entry);
}

/**
 * perch_router_new:
 *
 * Returns: (transfer full): a router without routes; free with perch_router_free()
 */
PerchRouter *
perch_router_new (void)
{
  PerchRouter *self = g_new0 (PerchRouter, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->refused = perch_status_counts_new ();
  return self;
}

/**
 * perch_router_free:
 * @self: (transfer full): a router
 */
void
perch_router_free (PerchRouter *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->entries);
  g_array_unref (self->refused);
  g_free (self);
}

/**
 * perch_router_add:
 * @self: a router
 * @routes: (array length=n_routes): routes, which must live as long as @self
 * @n_routes: how many
 * @user_data: for their handlers
 *
 * Adds a group of routes. Where two match, the one without parameters answers, then the one added
 * first.
 */
void
perch_router_add (PerchRouter *self, const PerchRoute *routes, gsize n_routes, gpointer user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (routes != NULL);

  for (gsize i = 0; i < n_routes; i++)
    {
      Entry *entry = NULL;

      g_return_if_fail (routes[i].pattern[0] == '/');
      entry = g_new0 (Entry, 1);
      entry->route = &routes[i];
      entry->user_data = user_data;
      entry->segments = g_strsplit (routes[i].pattern + 1, "/", -1);
      entry->counts = perch_status_counts_new ();
      g_ptr_array_add (self->entries, entry);
    }
}

/* What a segment may hold once decoded. A slash that came as %2f, a backslash or a dot segment is
 * never part of a name that we gave out: it is somebody trying where it leads. */
static gboolean
segment_is_sound (const char *segment)
{
  if (g_str_equal (segment, ".") || g_str_equal (segment, "..") ||
      !g_utf8_validate (segment, -1, NULL))
    return FALSE;
  for (const char *p = segment; *p != '\0'; p = g_utf8_next_char (p))
    if (*p == '/' || *p == '\\' || g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* Decodes each segment once, after splitting: an encoded slash must not become a separator.
 * Returns NULL for a path that nobody asks for in good faith. */
static GStrv
split_path (const char *path)
{
  g_auto (GStrv) raw = NULL;
  g_autoptr (GStrvBuilder) segments = NULL;

  if (path[0] != '/')
    return NULL;
  raw = g_strsplit (path + 1, "/", -1);
  segments = g_strv_builder_new ();
  for (gsize i = 0; raw[i] != NULL; i++)
    {
      /* Returns NULL for a bad escape and for %00. */
      g_autofree char *segment = g_uri_unescape_string (raw[i], NULL);

      if (segment == NULL || !segment_is_sound (segment))
        return NULL;
      g_strv_builder_add (segments, segment);
    }
  return g_strv_builder_end (segments);
}

static gboolean
is_param (const char *pattern_segment)
{
  return pattern_segment[0] == '{';
}

static gboolean
entry_matches (const Entry *entry, char **path)
{
  gsize i = 0;

  for (; entry->segments[i] != NULL && path[i] != NULL; i++)
    if (is_param (entry->segments[i]) ? path[i][0] == '\0'
                                      : !g_str_equal (entry->segments[i], path[i]))
      return FALSE;
  return entry->segments[i] == NULL && path[i] == NULL;
}

static GStrv
dup_params (const Entry *entry, char **path)
{
  g_autoptr (GStrvBuilder) params = g_strv_builder_new ();

  for (gsize i = 0; entry->segments[i] != NULL; i++)
    if (is_param (entry->segments[i]))
      g_strv_builder_add (params, path[i]);
  return g_strv_builder_end (params);
}

static void
add_allowed (GString *allow, const char *method)
{
  if (allow->len > 0)
    g_string_append (allow, ", ");
  g_string_append (allow, method);
  if (g_str_equal (method, "GET"))
    g_string_append (allow, ", HEAD");
}

/* Most ask for a route as it is written, which can be told without taking the path apart. */
static gboolean
match_literally (PerchRouter *self, const char *method, const char *path, PerchRouteMatch *match)
{
  if (strchr (path, '{') != NULL) /* would pass for a parameter */
    return FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (entry->route->pattern, path) && g_str_equal (entry->route->method, method))
        {
          match->route = entry->route;
          match->user_data = entry->user_data;
          match->params = g_new0 (char *, 1);
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * perch_router_match:
 * @self: a router
 * @method: the request's method
 * @path: the request's path as it came, still percent-encoded
 * @match: (out caller-allocates): what was found
 *
 * Finds the route for a request. The whole path is compared, decoded exactly once; a path with dot
 * segments, encoded slashes, backslashes or control characters matches nothing.
 *
 * Returns: whether there is one, or why not
 */
PerchRouteResult
perch_router_match (PerchRouter *self, const char *method, const char *path, PerchRouteMatch *match)
{
  g_auto (GStrv) segments = NULL;
  g_autoptr (GString) allow = NULL;

  g_return_val_if_fail (self != NULL, PERCH_ROUTE_NO_PATH);
  g_return_val_if_fail (method != NULL, PERCH_ROUTE_NO_PATH);
  g_return_val_if_fail (path != NULL, PERCH_ROUTE_NO_PATH);
  g_return_val_if_fail (match != NULL, PERCH_ROUTE_NO_PATH);

  *match = (PerchRouteMatch){ 0 };
  if (g_str_equal (method, "HEAD"))
    method = "GET";
  if (match_literally (self, method, path, match))
    return PERCH_ROUTE_FOUND;
  segments = split_path (path);
  if (segments == NULL)
    return PERCH_ROUTE_BAD_PATH;

  allow = g_string_new (NULL);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (!entry_matches (entry, segments))
        continue;
      if (g_str_equal (entry->route->method, method))
        {
          match->route = entry->route;
          match->user_data = entry->user_data;
          match->params = dup_params (entry, segments);
          return PERCH_ROUTE_FOUND;
        }
      add_allowed (allow, entry->route->method);
    }

  if (allow->len == 0)
    return PERCH_ROUTE_NO_PATH;
  match->allow = g_string_free (g_steal_pointer (&allow), FALSE);
  return PERCH_ROUTE_NO_METHOD;
}

/**
 * perch_route_match_clear:
 * @match: what perch_router_match() has filled in
 *
 * Frees what @match holds, not @match itself.
 */
void
perch_route_match_clear (PerchRouteMatch *match)
{
  g_return_if_fail (match != NULL);

  g_clear_pointer (&match->params, g_strfreev);
  g_clear_pointer (&match->allow, g_free);
}

static GArray *
find_counts (PerchRouter *self, const PerchRoute *route)
{
  for (guint i = 0; route != NULL && i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->route == route)
        return entry->counts;
    }
  return self->refused;
}

/**
 * perch_router_count:
 * @self: a router
 * @route: (nullable): the route that a request has found, %NULL when it was refused before
 * @status: HTTP status of the answer
 *
 * Counts a request that is over.
 */
void
perch_router_count (PerchRouter *self, const PerchRoute *route, guint status)
{
  g_return_if_fail (self != NULL);

  perch_status_counts_add (find_counts (self, route), status);
}

static void
call_for_each (const PerchRoute *route,
               GArray *counts,
               PerchRouteCountFunc func,
               gpointer user_data)
{
  for (guint i = 0; i < counts->len; i++)
    {
      const PerchStatusCount *count = &g_array_index (counts, PerchStatusCount, i);

      func (route, count->status, count->n_requests, user_data);
    }
}

/**
 * perch_router_foreach_count:
 * @self: a router
 * @func: (scope call): what to call
 * @user_data: for @func
 *
 * Tells of all routes and of what was counted: routes in the order they were added, then the
 * requests that have come to none.
 */
void
perch_router_foreach_count (PerchRouter *self, PerchRouteCountFunc func, gpointer user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      call_for_each (entry->route, entry->counts, func, user_data);
    }
  call_for_each (NULL, self->refused, func, user_data);
}
