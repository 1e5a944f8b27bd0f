/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Whatever a path is (the first byte chooses the method), what it leads to and what is taken out of
 * it can't be anything but a name. */

#include <string.h>

#include "app/server/router.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
handler (PerchRequest *request, gpointer user_data)
{
}

static const PerchRoute routes[] = {
  { .method = "GET", .pattern = "/status", .handler = handler },
  { .method = "GET", .pattern = "/things/{name}", .handler = handler },
  { .method = "PUT", .pattern = "/things/{name}", .handler = handler },
  { .method = "POST", .pattern = "/things/{name}/parts/{part}", .handler = handler },
};

static const char *const methods[] = { "GET", "HEAD", "PUT", "POST", "DELETE" };

static void
check_param (const char *param)
{
  if (param[0] == '\0' || strpbrk (param, "/\\") != NULL || g_str_equal (param, ".") ||
      g_str_equal (param, "..") || !g_utf8_validate (param, -1, NULL))
    g_error ("\"%s\" is no name", param);
  for (const char *p = param; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      g_error ("A name has a control character");
}

static void
check_found (const PerchRouteMatch *match, const char *method)
{
  guint n_wanted = 0;

  for (const char *p = match->route->pattern; *p != '\0'; p++)
    n_wanted += *p == '{';
  if (g_strv_length (match->params) != n_wanted)
    g_error ("%s has not %u parameters", match->route->pattern, n_wanted);
  for (guint i = 0; i < n_wanted; i++)
    check_param (match->params[i]);
  if (!g_str_equal (match->route->method, g_str_equal (method, "HEAD") ? "GET" : method))
    g_error ("%s has led to %s", method, match->route->method);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (PerchRouter) router = NULL;
  g_auto (PerchRouteMatch) match = { 0 };
  g_autofree char *path = NULL;
  const char *method = NULL;
  PerchRouteResult result = PERCH_ROUTE_NO_PATH;

  if (size == 0)
    return 0;
  router = perch_router_new ();
  perch_router_add (router, routes, G_N_ELEMENTS (routes), NULL);
  method = methods[data[0] % G_N_ELEMENTS (methods)];
  path = g_strndup ((const char *) data + 1, size - 1);

  result = perch_router_match (router, method, path, &match);
  if ((result == PERCH_ROUTE_FOUND) != (match.route != NULL))
    g_error ("There is a route and it was not found, or the other way round");
  if ((result == PERCH_ROUTE_NO_METHOD) != (match.allow != NULL))
    g_error ("It is not said which methods \"%s\" takes", path);
  if (match.route != NULL)
    check_found (&match, method);
  perch_router_count (router, match.route, 200);
  return 0;
}
