/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "app/watchdog/gui-health.h"

/* GET /api/gui_health. While the main loop can't answer, app/watchdog/ does. */
static void
health_cb (PerchRequest *request, gpointer user_data)
{
  PerchPulse *pulse = ((PerchRoutes *) user_data)->pulse;
  gint64 busy_us = perch_beat_get_busy_us (perch_pulse_get_beat (pulse), g_get_monotonic_time ());
  g_autoptr (JsonBuilder) builder =
      perch_gui_health_begin (busy_us, perch_pulse_get_stall_ms (pulse), "main_loop");

  json_builder_set_member_name (builder, "stalls");
  json_builder_add_int_value (builder, perch_pulse_get_n_stalls (pulse));
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_hooks_health:
 * @self: the routes
 * @router: where they are added
 *
 * Adds the question whether the main loop is alive.
 */
void
perch_routes_add_hooks_health (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", PERCH_GUI_HEALTH_PATH, health_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}

/**
 * perch_routes_set_pulse:
 * @self: the routes
 * @pulse: (nullable): how the main loop is; must live as long as it is set
 *
 * To be called before anybody asks at the hooks.
 */
void
perch_routes_set_pulse (PerchRoutes *self, PerchPulse *pulse)
{
  g_return_if_fail (self != NULL);

  self->pulse = pulse;
}
