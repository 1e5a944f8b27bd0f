/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/watchdog/gui-health.h"

#include "app/server/reply.h"

/**
 * perch_gui_health_begin:
 * @busy_us: for how long the main loop has been working without coming round
 * @stall_ms: what is too long
 * @answered_by: which thread says so
 *
 * Begins the answer to the question whether the main loop is alive. It touches nothing but what it
 * is given, and may be called in any thread.
 *
 * Returns: (transfer full): a builder in the middle of an object, for perch_reply_end()
 */
JsonBuilder *
perch_gui_health_begin (gint64 busy_us, guint stall_ms, const char *answered_by)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  gint64 busy_ms = busy_us / 1000;
  gboolean alive = busy_ms < stall_ms;

  g_return_val_if_fail (answered_by != NULL, NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, alive ? "ok" : "degraded");
  json_builder_set_member_name (builder, "alive");
  json_builder_add_boolean_value (builder, alive);
  json_builder_set_member_name (builder, "last_beat_ms");
  json_builder_add_int_value (builder, busy_ms);
  json_builder_set_member_name (builder, "degraded_reason");
  if (alive)
    json_builder_add_null_value (builder);
  else
    {
      g_autofree char *reason =
          g_strdup_printf ("The main loop has stood still for %.1f s", (double) busy_ms / 1000);

      json_builder_add_string_value (builder, reason);
    }
  json_builder_set_member_name (builder, "answered_by");
  json_builder_add_string_value (builder, answered_by);
  return g_steal_pointer (&builder);
}
