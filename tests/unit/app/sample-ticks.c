/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "sample-ticks.h"

/* Publishes events that say nothing. */
void
sample_ticks_publish (PerchEventHub *hub, guint n_events)
{
  static const PerchEvent event = {
    .source = "test",
    .name = { "tick", 4 },
    .payload = { "{}", 2 },
  };

  for (guint i = 0; i < n_events; i++)
    perch_event_hub_publish (hub, &event);
}
