/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"
#include "app/notifier.h"
#include "app/server/event-hub.h"
#include "app/triggers/trigger-error.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

/**
 * PerchTriggersPlaces:
 * @path: the settings file, `triggers.json`
 * @manager: whose backends the triggers start, stop and call
 * @hub: what their events come from and go to; must live until perch_triggers_end()
 * @journal: where it is told what they did
 * @notifier: shows their notifications
 *
 * What triggers work with. Copied or referenced where nothing else is said.
 */
typedef struct
{
  const char *path;
  PerchBackendManager *manager;
  PerchEventHub *hub;
  PerchJournal *journal;
  PerchNotifier *notifier;
} PerchTriggersPlaces;

#define PERCH_TYPE_TRIGGERS (perch_triggers_get_type ())
G_DECLARE_FINAL_TYPE (PerchTriggers, perch_triggers, PERCH, TRIGGERS, GObject)

PerchTriggers *perch_triggers_new (const PerchTriggersPlaces *places);
void perch_triggers_load (PerchTriggers *self);
void perch_triggers_reload (PerchTriggers *self);
void perch_triggers_end (PerchTriggers *self);
JsonNode *perch_triggers_describe (PerchTriggers *self);
void perch_triggers_execute_async (PerchTriggers *self,
                                   const char *name,
                                   JsonObject *params,
                                   gsize size,
                                   const char *trace_id,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean perch_triggers_execute_finish (PerchTriggers *self,
                                        GAsyncResult *result,
                                        char **report,
                                        GError **error);
void perch_triggers_raise (PerchTriggers *self,
                           const char *name,
                           JsonObject *params,
                           const char *backend);

G_END_DECLS
