/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/probe.h"

#include <libsoup/soup.h>

#include "backend-manager/error.h"
#include "backend-manager/process-tree.h"

#define MAX_BODY (64 * 1024)

/* One question: first whose port it is (in a thread), then the request, then the body to its end or
 * to @MAX_BODY. @inner is cancelled by the caller's cancellable or by @timer, and then @timed_out
 * tells which it was. */
typedef struct
{
  guint16 port;
  GPid owner;
  guint timeout_ms;
  SoupMessage *message; /* (owned) */
  SoupSession *session; /* (owned) (nullable) */
  GInputStream *body; /* (owned) (nullable) */
  GCancellable *inner; /* (owned) */
  GSource *timer; /* (owned) */
  gsize n_read;
  gboolean timed_out;
} Probe;

static void
probe_free (Probe *probe)
{
  g_source_destroy (probe->timer);
  g_source_unref (probe->timer);
  g_clear_object (&probe->body);
  g_clear_object (&probe->session);
  g_clear_object (&probe->message);
  g_clear_object (&probe->inner);
  g_free (probe);
}

/* @problem is (transfer full). */
static void
take_failure (GTask *task, GError *problem)
{
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GError) owned = problem;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (probe->timed_out)
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                             "port %u gave no answer within %u ms", probe->port, probe->timeout_ms);
  else if (problem->domain == PERCH_BACKEND_ERROR)
    g_task_return_error (task, g_steal_pointer (&owned));
  else
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                             "port %u can’t be asked: %s", probe->port, problem->message);
}

static void
judge (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);
  guint status = soup_message_get_status (probe->message);

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                             "%s on port %u answered %u %s, expected 200 to 299",
                             g_uri_get_path (soup_message_get_uri (probe->message)), probe->port,
                             status, soup_status_get_phrase (status));
}

static void skip_body (GTask *task);

static void
skipped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GError) problem = NULL;
  gssize n = g_input_stream_skip_finish (G_INPUT_STREAM (source), result, &problem);

  probe->n_read += MAX (n, 0);
  if (n > 0 && probe->n_read < MAX_BODY)
    skip_body (task);
  else if (n >= 0)
    judge (task);
  else
    take_failure (task, g_steal_pointer (&problem));
}

/* The body says nothing, but a simple server complains in its log when it can't get rid of it. */
static void
skip_body (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);

  g_input_stream_skip_async (probe->body, MAX_BODY - probe->n_read, G_PRIORITY_DEFAULT,
                             probe->inner, skipped_cb, g_object_ref (task));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GError) problem = NULL;

  probe->body = soup_session_send_finish (SOUP_SESSION (source), result, &problem);
  if (probe->body == NULL)
    take_failure (task, g_steal_pointer (&problem));
  else
    skip_body (task);
}

static void
send_request (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);

  probe->session = soup_session_new ();
  soup_session_set_proxy_resolver (probe->session, NULL);
  soup_message_add_flags (probe->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_append (soup_message_get_request_headers (probe->message), "Connection",
                               "close");
  soup_session_send_async (probe->session, probe->message, G_PRIORITY_DEFAULT, probe->inner,
                           sent_cb, g_object_ref (task));
}

/* Whether it is the backend that listens is asked first, so that a stranger is sent nothing. */
static void
check_owner (GTask *check, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Probe *probe = task_data;
  g_autofree char *listener = NULL;

  if (perch_process_tree_owns_port (probe->owner, probe->port))
    {
      g_task_return_boolean (check, TRUE);
      return;
    }
  listener = perch_process_tree_describe_listener (probe->port);
  if (listener == NULL)
    g_task_return_new_error (check, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                             "nothing listens on port %u", probe->port);
  else
    g_task_return_new_error (check, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                             "port %u is answered by another program (%s)", probe->port, listener);
}

static void
owner_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) problem = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &problem))
    send_request (task);
  else
    take_failure (task, g_steal_pointer (&problem));
}

static gboolean
timer_cb (gpointer user_data)
{
  Probe *probe = user_data;

  probe->timed_out = TRUE;
  g_cancellable_cancel (probe->inner);
  return G_SOURCE_REMOVE;
}

static Probe *
probe_new (SoupMessage *take_message, guint16 port, GPid owner, guint timeout_ms)
{
  Probe *probe = g_new0 (Probe, 1);

  probe->message = take_message;
  probe->port = port;
  probe->owner = owner;
  probe->timeout_ms = timeout_ms;
  probe->inner = g_cancellable_new ();
  probe->timer = g_timeout_source_new (timeout_ms);
  g_source_set_static_name (probe->timer, "perch-probe");
  g_source_set_callback (probe->timer, timer_cb, probe, NULL);
  g_source_attach (probe->timer, g_main_context_get_thread_default ());
  return probe;
}

/**
 * perch_probe_http_async:
 * @port: TCP port, not 0
 * @path: path to ask for, with a leading slash, and maybe a query
 * @owner: process that the listening program must be, or descend from
 * @timeout_ms: how long the answer may take in all
 *
 * Asks 127.0.0.1 for @path, and takes a status from 200 to 299 for a yes. An answer proves
 * something only when it comes from the backend: a program that is no descendant of @owner is sent
 * nothing, and named in the error. Redirects are not followed, proxies not used, and of the body no
 * more than 64 KiB are read.
 */
void
perch_probe_http_async (guint16 port,
                        const char *path,
                        GPid owner,
                        guint timeout_ms,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) check = NULL;
  g_autofree char *url = NULL;
  SoupMessage *message = NULL;
  Probe *probe = NULL;

  g_return_if_fail (port != 0);
  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_probe_http_async);
  url = g_strdup_printf ("http://127.0.0.1:%u%s", port, path);
  message = *path == '/' ? soup_message_new (SOUP_METHOD_GET, url) : NULL;
  if (message == NULL)
    {
      g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                               "“%s” is no URL path that starts with “/”", path);
      return;
    }
  probe = probe_new (message, port, owner, timeout_ms);
  g_task_set_task_data (task, probe, (GDestroyNotify) probe_free);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (g_cancellable_cancel),
                             probe->inner, G_CONNECT_SWAPPED);
  if (g_task_return_error_if_cancelled (task))
    return;

  check = g_task_new (NULL, probe->inner, owner_checked_cb, g_object_ref (task));
  g_task_set_source_tag (check, check_owner);
  g_task_set_task_data (check, probe, NULL); /* @task lives longer, and with it @probe */
  g_task_run_in_thread (check, check_owner);
}

/**
 * perch_probe_http_finish:
 *
 * Returns: %TRUE for a yes; else %FALSE with @error set: %PERCH_BACKEND_ERROR_NOT_READY with the
 *   reason, or %G_IO_ERROR_CANCELLED
 */
gboolean
perch_probe_http_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
