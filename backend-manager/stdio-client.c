/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/stdio-client.h"

#include "backend-manager/calls.h"
#include "backend-manager/ping-by-call.h"

/* JSON-RPC 2.0 on the stdin of a backend, answered by lines on its stdout. @run is set until it is
 * closed, @closed from then on. */
struct _PerchStdioClient
{
  GObject parent_instance;
  PerchRun *run; /* (owned) (nullable) */
  PerchCalls *calls; /* (owned): what the run has not answered yet */
  GError *closed; /* (owned) (nullable): why it is */
};

static void perch_stdio_client_iface_init (PerchBackendClientInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchStdioClient,
                               perch_stdio_client,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PERCH_TYPE_BACKEND_CLIENT,
                                                      perch_stdio_client_iface_init))

/* What has not been sent yet is not sent any more: it would only keep the backend busy, and memory
 * in use. */
static void
given_up_cb (guint id, gpointer user_data)
{
  PerchStdioClient *self = user_data;

  if (self->run != NULL)
    perch_run_withdraw (self->run, id);
}

static void
lines_cb (PerchRun *run, const PerchBackendLine *lines, guint n_lines, PerchStdioClient *self)
{
  for (guint i = 0; i < n_lines; i++)
    if (lines[i].line.truncated && lines[i].stream == PERCH_STREAM_STDOUT)
      perch_calls_answer_cut (self->calls, lines[i].line.text, lines[i].line.length);
    else if (lines[i].message.kind == PERCH_MESSAGE_ANSWER &&
             !perch_calls_answer (self->calls, lines[i].line.text, lines[i].line.length))
      g_debug ("A backend answered what nobody waits for");
}

static gboolean
send_request (PerchStdioClient *self,
              guint id,
              const char *method,
              GBytes *params,
              const char *trace_id,
              GError **error)
{
  static const char before_params[] = ",\"params\":";
  g_autoptr (GBytes) head = perch_calls_format (id, method, trace_id);
  g_autoptr (GBytes) name = g_bytes_new_static (before_params, sizeof before_params - 1);
  g_autoptr (GBytes) end = g_bytes_new_static ("}", 1);
  GBytes *const bare[] = { head, end };
  GBytes *const full[] = { head, name, params, end };

  return params == NULL ? perch_run_send_pieces (self->run, id, bare, G_N_ELEMENTS (bare), error)
                        : perch_run_send_pieces (self->run, id, full, G_N_ELEMENTS (full), error);
}

static void
perch_stdio_client_call_async (PerchBackendClient *client,
                               const char *method,
                               GBytes *params,
                               const char *trace_id,
                               guint timeout_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  PerchStdioClient *self = PERCH_STDIO_CLIENT (client);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  guint id = 0;

  g_task_set_source_tag (task, perch_stdio_client_call_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->closed != NULL)
    {
      g_task_return_error (task, g_error_copy (self->closed));
      return;
    }
  id = perch_calls_take (self->calls, g_steal_pointer (&task), timeout_ms);
  if (!send_request (self, id, method, params, trace_id, &error))
    perch_calls_drop (self->calls, id, error);
}

static void
perch_stdio_client_close (PerchBackendClient *client, const GError *reason)
{
  PerchStdioClient *self = PERCH_STDIO_CLIENT (client);

  if (self->closed != NULL)
    return;
  self->closed = g_error_copy (reason);
  g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  perch_calls_fail_all (self->calls, reason);
}

static void
perch_stdio_client_iface_init (PerchBackendClientInterface *iface)
{
  iface->call_async = perch_stdio_client_call_async;
  iface->ping_async = perch_ping_by_call_async;
  iface->close = perch_stdio_client_close;
}

static void
perch_stdio_client_finalize (GObject *object)
{
  PerchStdioClient *self = PERCH_STDIO_CLIENT (object);

  g_clear_object (&self->run);
  perch_calls_free (self->calls);
  g_clear_error (&self->closed);
  G_OBJECT_CLASS (perch_stdio_client_parent_class)->finalize (object);
}

static void
perch_stdio_client_class_init (PerchStdioClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_stdio_client_finalize;
}

static void
perch_stdio_client_init (PerchStdioClient *self)
{
  self->calls = perch_calls_new (given_up_cb, self);
}

/**
 * perch_stdio_client_new:
 * @run: a run that has said nothing yet; it is let go of when the client is closed
 *
 * Returns: (transfer full): the client of a backend of kind `stdio`
 */
PerchBackendClient *
perch_stdio_client_new (PerchRun *run)
{
  PerchStdioClient *self = NULL;

  g_return_val_if_fail (PERCH_IS_RUN (run), NULL);

  self = g_object_new (PERCH_TYPE_STDIO_CLIENT, NULL);
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "lines", G_CALLBACK (lines_cb), self, 0);
  return PERCH_BACKEND_CLIENT (self);
}
