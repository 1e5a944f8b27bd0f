/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"
#include "backend-manager/backend-place.h"
#include "backend-manager/backend.h"
#include "backend-manager/executable.h"
#include "backend-manager/restart-policy.h"
#include "backend-manager/run.h"
#include "backend-manager/sleep-check.h"
#include "backend-manager/waiters.h"

G_BEGIN_DECLS

/* What all backends of a manager have in common; made once, shared by reference, with threads
 * too (g_atomic_rc_box). */
typedef struct
{
  char *guard;
  char *rpc_module; /* (nullable) */
  char *run_dir;
  char *place_dir;
  char *override; /* (nullable) */
  char *packaged; /* (nullable) */
  char *installed_dir; /* (nullable) */
  char *example; /* (nullable) */
} PerchBackendConfig;

/* backend-config.c */
PerchBackendConfig *perch_backend_config_new (const char *guard,
                                              const char *rpc_module,
                                              const char *run_dir,
                                              const char *place_dir,
                                              const PerchExecutablePlaces *places);
void perch_backend_config_unref (PerchBackendConfig *self);

/* Why the present run ends, known from the moment when it is decided. */
typedef enum
{
  PERCH_CAUSE_NONE,
  PERCH_CAUSE_ASKED, /* somebody called stop or restart */
  PERCH_CAUSE_ITSELF, /* the main process ended unasked */
  PERCH_CAUSE_REFUSED, /* it was never executed */
  PERCH_CAUSE_NOT_READY, /* it took too long to become ready */
  PERCH_CAUSE_UNHEALTHY, /* its health probe failed too often, and the profile wants a restart */
} PerchCause;

/* Returns: (transfer full) (nullable) (element-type PerchBackend): what is to be ready before
 * @backend starts; %NULL with @error set when that can never be */
typedef GPtrArray *(*PerchNeedsFunc) (PerchBackend *backend, gpointer user_data, GError **error);

/* Invariants:
 * - @run is set from the spawn in STARTING until it has ended in STOPPING. In STARTING it is %NULL
 *   while the executable is looked up and between two tries of a spawn that the system refused.
 * - @needs is set in STARTING only, before there is a run.
 * - @place is set together with @run, and removed when that has ended.
 * - @client is set as long as the main process of @run may answer.
 * - @timer runs in STARTING (deadline of readiness, or the next try), BACKOFF (the wait), RUNNING
 * and UNHEALTHY (next health probe). One field: no two of them can ever run together.
 * - @generation changes with each begin and each end of a run; an asynchronous answer carries the
 *   number it was asked under and is dropped when that is over.
 * - Only one look-up is under way at a time, since each makes the place of a run, and all places of
 *   a backend are the same folder. With @looking_up, the next one begins when that has returned.
 * - @starts waits while @wish is running and the state is STARTING or STOPPING, @stops only in
 *   STOPPING. */
struct _PerchBackend
{
  GObject parent_instance;
  PerchProfile *profile; /* (owned) */
  PerchProfile *next_profile; /* (owned) (nullable): of the next run, where that is another one */
  gboolean leaving; /* its profile is gone */
  PerchBackendConfig *config; /* (owned) */
  PerchBackendState state;
  gint64 state_since_us; /* CLOCK_BOOTTIME */
  PerchCause cause;
  gboolean wish_running;
  gboolean was_asked; /* somebody has said what it is to do, to start or to stop */
  guint generation;
  guint wanted_lookup; /* the generation of the last look-up that was asked for */
  gboolean looking_up; /* a thread is at it, maybe for a run that was stopped meanwhile */
  PerchRestartPolicy *policy; /* (owned) */
  PerchWaiters *starts; /* (owned) */
  PerchWaiters *stops; /* (owned) */
  PerchNeedsFunc needs_func; /* (nullable) */
  gpointer needs_data;
  GPtrArray *needs; /* (owned) (nullable) (element-type PerchBackend): what it waits for */
  gboolean starting_needs; /* they are being started this very moment */
  PerchRun *run; /* (owned) (nullable) */
  PerchBackendPlace *place; /* (owned) (nullable): where the run listens */
  PerchBackendClient *client; /* (owned) (nullable): speaks to the run */
  GSource *timer; /* (owned) (nullable) */
  gboolean was_ready; /* it was ready in this run */
  gboolean said_ready; /* it said in this run what its profile calls ready */
  gint64 ready_deadline_us; /* monotonic: STARTING ends in failure then */
  GCancellable *probe; /* (owned) (nullable): of the probe in flight */
  GRegex *ready_regex; /* (owned) (nullable) */
  guint refusals;
  int refused_errno;
  guint lost_ports; /* how often in a row somebody else got the port that was meant for it */
  guint failed_probes;
  PerchSleepCheck sleep; /* while it is waited for readiness, or health is asked for */
  guint excuses; /* failed probes that do not count, after a sleep */
  guint restarts;
  char *executable; /* (owned) (nullable): what was found at the last look */
  GPid pid;
  GPid root;
  gint64 started_us;
  gint64 next_try_us;
  PerchBackendExit exit;
  gboolean has_exit;
  char *exit_reason; /* (owned) (nullable) */
  char *problem; /* (owned) (nullable) */
  PerchBackendMissing missing; /* what @problem is about, where it is about that */
  char *status_text; /* (owned) (nullable) */
  GStrv last_error; /* (owned) (nullable) */
  PerchOutputRing *ring; /* (owned): what the backend said, over all runs */
  PerchOutputRing *fresh; /* (owned): what it said in this run */
  PerchSampler *sampler; /* (owned) */
};

PerchBackend *perch_backend_new (PerchProfile *profile, PerchBackendConfig *config);

/* backend.c, for the other files of PerchBackend */
void perch_backend_set_state (PerchBackend *self, PerchBackendState state);
void perch_backend_set_missing (PerchBackend *self,
                                PerchBackendMissing missing,
                                const char *problem);
void perch_backend_set_status_text (PerchBackend *self, const char *text);
void perch_backend_set_process (PerchBackend *self, GPid pid, GPid root);
void perch_backend_take_exit (PerchBackend *self, int code, int signal_number, char *reason);
void perch_backend_set_executable (PerchBackend *self, const char *path);
void perch_backend_take_place (PerchBackend *self, PerchBackendPlace *place);
void perch_backend_emit_lines (PerchBackend *self, const PerchBackendLine *lines, guint n_lines);
void perch_backend_arm (PerchBackend *self, guint wait_ms, GSourceFunc callback);
void perch_backend_disarm (PerchBackend *self);

/* @problem: (nullable): what is wrong now, in words, if it is not that something is missing */
static inline void
perch_backend_set_problem (PerchBackend *self, const char *problem)
{
  perch_backend_set_missing (self, PERCH_BACKEND_MISSING_NOTHING, problem);
}

/* backend-profile.c */
gboolean perch_backend_is_idle (PerchBackend *self);
void perch_backend_use_profile (PerchBackend *self, PerchProfile *profile);
void perch_backend_look (PerchBackend *self);
gboolean perch_backend_change_profile (PerchBackend *self, PerchProfile *profile);
void perch_backend_apply_next_profile (PerchBackend *self);
PerchProfile *perch_backend_get_next_profile (PerchBackend *self);
void perch_backend_set_leaving (PerchBackend *self, gboolean leaving);

/* backend-call.c */
void perch_backend_close_client (PerchBackend *self, const GError *reason);

/* backend-life.c */
void perch_backend_end_run (PerchBackend *self, PerchCause cause);

/* backend-spawn.c */
void perch_backend_begin (PerchBackend *self);
void perch_backend_begin_elsewhere (PerchBackend *self);
void perch_backend_try_spawn (PerchBackend *self);

/* backend-needs.c */
void perch_backend_set_needs_func (PerchBackend *self, PerchNeedsFunc func, gpointer user_data);
void perch_backend_forget_needs (PerchBackend *self);
void perch_backend_start_in_order (PerchBackend *self);

/* backend-ready.c */
void perch_backend_await_ready (PerchBackend *self);
void perch_backend_woke (PerchBackend *self);
void perch_backend_look_for_readiness (PerchBackend *self,
                                       const PerchBackendLine *lines,
                                       guint n_lines);

/* backend-end.c */
void perch_backend_settle (PerchBackend *self, PerchBackendState state, const GError *error);
void perch_backend_settle_not_found (PerchBackend *self,
                                     PerchBackendMissing missing,
                                     const GError *error);
void perch_backend_fail_run (PerchBackend *self,
                             const GError *error,
                             gint64 ran_us,
                             gboolean can_heal);
void perch_backend_ended_cb (PerchRun *run, gboolean empty, guint denied, PerchBackend *backend);

G_END_DECLS
