/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-endpoint.h"
#include "backend-manager/backend-state.h"
#include "backend-manager/error.h"
#include "backend-manager/message.h"
#include "backend-manager/output-ring.h"
#include "backend-manager/profile.h"
#include "backend-manager/sampler.h"

G_BEGIN_DECLS

/**
 * PerchBackendExit:
 * @code: exit status, or -1 when a signal ended it
 * @signal_number: signal that ended it, or 0
 * @expected: Perch had asked it to end
 * @reason: one sentence for people, such as "exited with status 3"
 */
typedef struct
{
  int code;
  int signal_number;
  gboolean expected;
  const char *reason;
} PerchBackendExit;

/**
 * PerchBackendLine:
 * @stream: where the backend wrote it
 * @line: the line itself
 * @message: what perch_message_scan() found in it; kind %PERCH_MESSAGE_TEXT for all of stderr
 *
 * One element of the #PerchBackend::lines signal.
 */
typedef struct
{
  PerchStream stream;
  PerchLine line;
  PerchMessage message;
} PerchBackendLine;

/**
 * PerchBackendMissing:
 * @PERCH_BACKEND_MISSING_NOTHING: nothing that is known of
 * @PERCH_BACKEND_MISSING_PROGRAM: its own program, or script
 * @PERCH_BACKEND_MISSING_INTERPRETER: what is to run that, such as the Python of its environment
 *
 * What is not there of what a backend is made of.
 */
typedef enum
{
  PERCH_BACKEND_MISSING_NOTHING,
  PERCH_BACKEND_MISSING_PROGRAM,
  PERCH_BACKEND_MISSING_INTERPRETER,
} PerchBackendMissing;

#define PERCH_TYPE_BACKEND (perch_backend_get_type ())
G_DECLARE_FINAL_TYPE (PerchBackend, perch_backend, PERCH, BACKEND, GObject)

const PerchProfile *perch_backend_get_profile (PerchBackend *self);
const char *perch_backend_get_name (PerchBackend *self);
const char *perch_backend_get_label (PerchBackend *self);
const char *perch_backend_get_executable (PerchBackend *self);
PerchBackendState perch_backend_get_state (PerchBackend *self);
gint64 perch_backend_get_state_since_us (PerchBackend *self);
GPid perch_backend_get_pid (PerchBackend *self);
gint64 perch_backend_get_started_us (PerchBackend *self);
gint64 perch_backend_get_uptime_seconds (PerchBackend *self);
gboolean perch_backend_get_ready (PerchBackend *self);
guint perch_backend_get_restarts (PerchBackend *self);
gint64 perch_backend_get_next_try_us (PerchBackend *self);
const char *perch_backend_get_status_text (PerchBackend *self);
const char *perch_backend_get_notice (PerchBackend *self);
gboolean perch_backend_is_leaving (PerchBackend *self);
const char *perch_backend_get_problem (PerchBackend *self);
PerchBackendMissing perch_backend_get_missing (PerchBackend *self);
const PerchBackendExit *perch_backend_get_exit (PerchBackend *self);
const char *const *perch_backend_get_last_error (PerchBackend *self);
const PerchBackendEndpoint *perch_backend_get_endpoint (PerchBackend *self);
GStrv perch_backend_dup_tail (PerchBackend *self, guint max_lines);
PerchSampler *perch_backend_get_sampler (PerchBackend *self);

void perch_backend_start_async (PerchBackend *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean perch_backend_start_finish (PerchBackend *self, GAsyncResult *result, GError **error);
void perch_backend_stop_async (PerchBackend *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean perch_backend_stop_finish (PerchBackend *self, GAsyncResult *result, GError **error);
void perch_backend_restart_async (PerchBackend *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean perch_backend_restart_finish (PerchBackend *self, GAsyncResult *result, GError **error);
void perch_backend_forget_failures (PerchBackend *self);
void perch_backend_kill (PerchBackend *self);
void perch_backend_call_async (PerchBackend *self,
                               const char *method,
                               const char *params,
                               const char *trace_id,
                               guint timeout_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void perch_backend_call_bytes_async (PerchBackend *self,
                                     const char *method,
                                     GBytes *params,
                                     const char *trace_id,
                                     guint timeout_ms,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GBytes *perch_backend_call_finish (PerchBackend *self, GAsyncResult *result, GError **error);
gboolean perch_backend_send_line (PerchBackend *self,
                                  const char *line,
                                  gsize length,
                                  GError **error);

G_END_DECLS
