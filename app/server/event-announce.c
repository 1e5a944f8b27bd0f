/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-hub.h"

#include <string.h>

#include "backend-manager/json-text.h"

/**
 * perch_event_hub_announce:
 * @self: a hub
 * @name: what happened
 * @trace_id: (nullable): what it belongs to
 * @payload: an object
 *
 * Publishes an event of Perch itself.
 */
void
perch_event_hub_announce (PerchEventHub *self,
                          const char *name,
                          const char *trace_id,
                          JsonNode *payload)
{
  g_autofree char *quoted = NULL;
  g_autofree char *text = NULL;
  PerchEvent event = { 0 };

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (payload != NULL && JSON_NODE_HOLDS_OBJECT (payload));

  quoted = perch_json_quote (name);
  text = json_to_string (payload, FALSE);
  event.when_us = g_get_real_time ();
  event.source = "perch";
  event.name = (PerchSlice){ quoted + 1, strlen (quoted) - 2 };
  event.payload = (PerchSlice){ text, strlen (text) };
  if (trace_id != NULL)
    event.trace_id = (PerchSlice){ trace_id, strlen (trace_id) };
  perch_event_hub_publish (self, &event);
}
