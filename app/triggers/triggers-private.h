/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/settings-watch.h"
#include "app/triggers/trigger-chains.h"
#include "app/triggers/trigger-run.h"
#include "app/triggers/triggers.h"

G_BEGIN_DECLS

/* The events of a trigger have its name behind this as their source. No backend is called so. */
#define PERCH_TRIGGER_SOURCE "trigger:"

/* What could not be done, until somebody is told. @tell runs exactly while there is something. */
typedef struct
{
  guint n_runs;
  guint64 n_events;
  guint64 total_runs;
  GSource *tell; /* (owned) (nullable) */
} PerchTriggerDrops;

/* A run is in @waiting, then in @active, then gone; @bytes is the size of the events and params
 * that both hold. @turn has a time set exactly while there are runs in @waiting. The hub is
 * listened to (@listens) exactly while a trigger wants events, which are read up to, but not with,
 * @next_seq. After the end (@ended) nothing begins, and @hub is not used. */
struct _PerchTriggers
{
  GObject parent_instance;
  char *path; /* (owned) */
  PerchBackendManager *manager; /* (owned) */
  PerchEventHub *hub; /* (unowned) */
  PerchJournal *journal; /* (owned) */
  PerchNotifier *notifier; /* (owned) */
  PerchSettingsWatch *watch; /* (owned) (nullable): from the first loading until the end */
  GPtrArray *triggers; /* (owned) (element-type PerchTrigger) */
  GStrv problems; /* (owned): of the file */
  PerchTriggerChains *chains; /* (owned) */
  GQueue waiting; /* (element-type PerchTriggerRun) (owned) */
  GQueue active; /* (element-type PerchTriggerRun) (owned) */
  gsize bytes;
  GSource *turn; /* (owned) */
  gboolean listens;
  guint64 next_seq;
  PerchTriggerDrops drops;
  GCancellable *cancellable; /* (owned): what is under way, until the end */
  gboolean ended;
};

/* trigger-queue.c */
void perch_triggers_open_queue (PerchTriggers *self);
void perch_triggers_close_queue (PerchTriggers *self);
gboolean perch_triggers_admit (PerchTriggers *self,
                               const PerchTrigger *trigger,
                               const PerchTriggerCause *cause,
                               gsize size,
                               gboolean awaited,
                               GError **error);
void perch_triggers_push (PerchTriggers *self, PerchTriggerRun *run);
void perch_triggers_forget (PerchTriggers *self, PerchTriggerRun *run);
guint perch_triggers_get_nesting (PerchTriggers *self, const char *trace_id);

/* trigger-drops.c */
void perch_triggers_drop_run (PerchTriggers *self);
void perch_triggers_drop_events (PerchTriggers *self, guint64 count);
void perch_triggers_stop_telling (PerchTriggers *self);

/* trigger-events.c */
void perch_triggers_listen (PerchTriggers *self, gboolean listens);
void perch_triggers_set_off (PerchTriggers *self,
                             PerchTrigger *trigger,
                             const PerchTriggerCause *cause,
                             JsonObject *values,
                             gsize size);
void perch_triggers_offer (
    PerchTriggers *self, JsonObject *event, gsize size, const char *trace_id, guint depth);

/* triggers.c */
void perch_triggers_warn (PerchTriggers *self,
                          const char *code,
                          const char *trace_id,
                          JsonBuilder *more);
void perch_triggers_log (PerchTriggers *self,
                         PerchLevel level,
                         const char *trace_id,
                         const char *message);

G_END_DECLS
