/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include "app/routes/build-hash.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/clock.h"
#include "config.h"

/* The answer to those who poll, kept as it is until something in it changes. @seen is what it was
 * made of: the second, and for each module which one it is and how it was. Comparing that costs
 * nothing beside building JSON, and can't miss a change as signals could. */
struct _PerchHealth
{
  GArray *seen; /* (element-type gint64) (owned) */
  GArray *now; /* (element-type gint64) (owned): kept for its memory */
  GBytes *body; /* (owned) (nullable) */
};

static PerchHealth *
health_new (void)
{
  PerchHealth *self = g_new0 (PerchHealth, 1);

  self->seen = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->now = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

/**
 * perch_health_free:
 * @self: (transfer full): an answer that is kept
 */
void
perch_health_free (PerchHealth *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->seen);
  g_array_unref (self->now);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static void
look (GArray *now, gconstpointer module, gint64 state)
{
  gint64 identity = (gint64) (gintptr) module;

  g_array_append_val (now, identity);
  g_array_append_val (now, state);
}

static const char *
get_surface_state (PerchSurface *surface)
{
  if (perch_acceptor_get_address (perch_surface_get_acceptor (surface)) != NULL)
    return "listening";
  return perch_surface_get_problem (surface) != NULL ? "error" : "closed";
}

static void
look_at_all (PerchRoutes *self, gint64 uptime_s)
{
  GArray *now = self->health->now;
  GListModel *backends = G_LIST_MODEL (self->manager);

  g_array_set_size (now, 0);
  g_array_append_val (now, uptime_s);
  for (guint i = 0; i < self->surfaces->len; i++)
    look (now, g_ptr_array_index (self->surfaces, i),
          (gint64) (gintptr) get_surface_state (g_ptr_array_index (self->surfaces, i)));
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);

      look (now, backend, perch_backend_get_state (backend));
    }
}

static gboolean
has_changed (PerchHealth *self)
{
  return self->body == NULL || self->seen->len != self->now->len ||
         memcmp (self->seen->data, self->now->data, self->now->len * sizeof (gint64)) != 0;
}

/* A backend that nobody has started is no reason not to be ready; one that does not do its work is.
 */
static gboolean
is_well (PerchBackendState state)
{
  return state == PERCH_BACKEND_STATE_RUNNING || state == PERCH_BACKEND_STATE_STOPPED ||
         state == PERCH_BACKEND_STATE_STOPPING;
}

static gboolean
add_surfaces (PerchRoutes *self, JsonBuilder *builder)
{
  gboolean ready = TRUE;

  json_builder_set_member_name (builder, "surfaces");
  json_builder_begin_object (builder);
  for (guint i = 0; i < self->surfaces->len; i++)
    {
      PerchSurface *surface = g_ptr_array_index (self->surfaces, i);

      json_builder_set_member_name (builder, perch_surface_get_name (surface));
      json_builder_add_string_value (builder, get_surface_state (surface));
      ready = ready && perch_surface_get_problem (surface) == NULL;
    }
  json_builder_end_object (builder);
  return ready;
}

static gboolean
add_backends (PerchRoutes *self, JsonBuilder *builder)
{
  GListModel *backends = G_LIST_MODEL (self->manager);
  gboolean ready = TRUE;

  json_builder_set_member_name (builder, "backends");
  json_builder_begin_object (builder);
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);
      PerchBackendState state = perch_backend_get_state (backend);

      json_builder_set_member_name (builder, perch_backend_get_name (backend));
      json_builder_add_string_value (builder, perch_backend_state_to_string (state));
      ready = ready && is_well (state);
    }
  json_builder_end_object (builder);
  return ready;
}

static GBytes *
make_body (PerchRoutes *self, gint64 uptime_s)
{
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();
  g_autoptr (JsonNode) node = NULL;
  gboolean surfaces_ready = FALSE;
  gboolean backends_ready = FALSE;
  char *text = NULL;

  json_builder_set_member_name (builder, "build_hash");
  json_builder_add_string_value (builder, PERCH_BUILD_HASH);
  json_builder_set_member_name (builder, "version");
  json_builder_add_string_value (builder, PERCH_VERSION);
  json_builder_set_member_name (builder, "uptime_seconds");
  json_builder_add_int_value (builder, uptime_s);
  json_builder_set_member_name (builder, "modules");
  json_builder_begin_object (builder);
  surfaces_ready = add_surfaces (self, builder);
  backends_ready = add_backends (self, builder);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "ready");
  json_builder_add_boolean_value (builder, surfaces_ready && backends_ready);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = json_to_string (node, FALSE);
  return g_bytes_new_take (text, strlen (text));
}

/* GET /api/status/health */
static void
health_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  gint64 uptime_s = (perch_clock_boottime_us () - self->started_us) / G_USEC_PER_SEC;
  PerchHealth *health = NULL;

  if (self->health == NULL)
    self->health = health_new ();
  health = self->health;
  look_at_all (self, uptime_s);
  if (has_changed (health))
    {
      GArray *seen = health->seen;

      g_clear_pointer (&health->body, g_bytes_unref);
      health->body = make_body (self, uptime_s);
      health->seen = health->now;
      health->now = seen;
    }
  perch_reply_bytes (request, SOUP_STATUS_OK, "application/json", health->body);
}

/**
 * perch_routes_add_health:
 * @self: the routes
 * @router: where they are added
 *
 * Adds the route for those who poll.
 */
void
perch_routes_add_health (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/api/status/health", health_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
