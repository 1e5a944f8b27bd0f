/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/routes/routes.h"

G_BEGIN_DECLS

/* What the handlers of all groups share. @watched has the samplers that measure more often because
 * somebody polls; @watch_end is set exactly while it has any. */
struct _PerchRoutes
{
  PerchBackendManager *manager; /* (owned) */
  PerchJournal *journal; /* (owned) */
  GActionGroup *actions; /* (owned) */
  const char *mode;
  gint64 started_us; /* CLOCK_BOOTTIME */
  GPtrArray *surfaces; /* (element-type PerchSurface): unowned */
  GPtrArray *watched; /* (element-type PerchSampler) */
  GSource *watch_end; /* (owned) (nullable) */
};

void perch_routes_watch_backends (PerchRoutes *self);

G_END_DECLS
