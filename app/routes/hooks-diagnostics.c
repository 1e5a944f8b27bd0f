/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/routes/backend-json.h"
#include "app/server/reply.h"

/* As with the text that a person copies: no arguments, no environment values, no settings. */

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_system (JsonBuilder *builder)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  add_string (builder, "system", system);
  add_string (builder, "desktop", g_getenv ("XDG_CURRENT_DESKTOP"));
  add_string (builder, "session", g_getenv ("XDG_SESSION_TYPE"));
}

static void
add_problems (PerchRoutes *self, JsonBuilder *builder)
{
  const char *const *problems = perch_backend_manager_get_problems (self->manager);

  add_string (builder, "log_problem", perch_journal_get_problem (self->journal));
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; problems != NULL && problems[i] != NULL; i++)
    json_builder_add_string_value (builder, problems[i]);
  json_builder_end_array (builder);
}

/* GET /api/diagnostics */
static void
diagnostics_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  GListModel *backends = G_LIST_MODEL (self->manager);
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  perch_routes_add_identity (self, builder);
  add_system (builder);
  add_problems (self, builder);
  json_builder_set_member_name (builder, "backends");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);

      perch_backend_add_json (backend, builder);
    }
  json_builder_end_array (builder);
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_hooks_diagnostics:
 * @self: the routes
 * @router: where they are added
 *
 * Adds what somebody who is to help has to know.
 */
void
perch_routes_add_hooks_diagnostics (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/api/diagnostics", diagnostics_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
