/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/clipboard-check.h"
#include "app/routes/forward.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/json-check.h"

#define MAX_BODY 104857600

/* Reading, decoding and looking at as much as this takes its time. */
#define DEFAULT_TIMEOUT_MS 60000
#define MAX_TIMEOUT_MS (3600 * 1000)

/* A clipboard while a thread looks at it. The thread may be the last to let go of it, but not of
 * the request, which belongs to the main loop. */
typedef struct
{
  PerchRequest *request; /* (owned) (nullable): until it has been looked at */
  guint timeout_ms;
  char *text; /* (owned) (nullable) */
  gsize length;
  PerchClipboardSummary summary;
} Clipboard;

static void
clipboard_free (gpointer data)
{
  Clipboard *clipboard = data;

  g_clear_object (&clipboard->request);
  g_free (clipboard->text);
  g_free (clipboard);
}

/* Tells listeners what came, but not what is in it: they may be many, and it may be private. */
static void
processed_cb (PerchRoutes *self, PerchRequest *request, PerchBackend *backend, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) payload = NULL;

  if (self->events == NULL)
    return;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "backend");
  json_builder_add_string_value (builder, perch_backend_get_name (backend));
  perch_clipboard_summary_add (user_data, builder);
  json_builder_end_object (builder);
  payload = json_builder_get_root (builder);
  perch_event_hub_announce (perch_event_server_get_hub (self->events), "clipboard_processed",
                            perch_request_get_trace_id (request), payload);
}

static void
forward (PerchRoutes *self, PerchRequest *request, Clipboard *clipboard, PerchBackend *backend)
{
  g_autoptr (GBytes) params =
      g_bytes_new_take (g_steal_pointer (&clipboard->text), clipboard->length);
  const PerchForward question = {
    .method = "clipboard.process",
    .params = params,
    .timeout_ms = clipboard->timeout_ms,
    .done = processed_cb,
    .user_data = g_memdup2 (&clipboard->summary, sizeof clipboard->summary),
    .destroy = g_free,
  };

  perch_routes_forward (self, request, backend, &question);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchRoutes *self = user_data;
  Clipboard *clipboard = g_task_get_task_data (G_TASK (result));
  g_autoptr (PerchRequest) request = g_steal_pointer (&clipboard->request);
  PerchBackend *backend = NULL;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      backend = perch_routes_find_receiver (self);
      if (backend != NULL)
        forward (self, request, clipboard, backend);
      else
        perch_routes_reply_not_running (request);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* Nobody hears this, or only who has closed the sending side; and @self may be gone. */
    perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "client_left",
                       "The connection was closed too early");
  else
    perch_reply_error (request, SOUP_STATUS_BAD_REQUEST,
                       g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ? "bad_json"
                                                                                    : "bad_request",
                       "%s", error->message);
}

static void
check_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Clipboard *clipboard = task_data;
  g_autoptr (GError) error = NULL;

  if (!perch_clipboard_check (clipboard->text, clipboard->length, &clipboard->summary, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  perch_json_join_lines (clipboard->text, clipboard->length);
  g_task_return_boolean (task, TRUE);
}

/* POST /api/clipboard/process */
static void
process_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  Clipboard *clipboard = NULL;
  g_autoptr (GTask) task = NULL;
  guint timeout_ms = 0;

  if (!perch_request_parse_query_uint (request, "timeout_ms", DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS,
                                       &timeout_ms))
    return;
  if (perch_routes_find_receiver (self) == NULL)
    {
      perch_routes_reply_not_running (request);
      return;
    }
  clipboard = g_new0 (Clipboard, 1);
  clipboard->request = g_object_ref (request);
  clipboard->timeout_ms = timeout_ms;
  clipboard->text = perch_request_take_body (request, &clipboard->length);
  task = g_task_new (NULL, perch_request_get_cancellable (request), checked_cb, self);
  g_task_set_source_tag (task, process_cb);
  g_task_set_task_data (task, clipboard, clipboard_free);
  g_task_run_in_thread (task, check_thread);
}

/**
 * perch_routes_add_clipboard:
 * @self: the routes
 * @router: where they are added
 *
 * Adds the route that hands what is in a clipboard to the backend, and its alias.
 */
void
perch_routes_add_clipboard (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "POST", "/api/clipboard/process", process_cb, MAX_BODY },
    { "POST", "/clipboard", process_cb, MAX_BODY },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
