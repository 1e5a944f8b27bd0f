/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include "app/routes/forward-log.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"
#include "backend-manager/json-fields.h"
#include "backend-manager/json-text.h"

/* What is longer is no address or title that a person has seen, and each listener would get it. */
#define MAX_URL (16 * 1024)
#define MAX_TITLE (4 * 1024)
/* Small pictures stand in the address itself. */
#define MAX_FAVICON (64 * 1024)
/* All of these, some of it escaped; it is read on the main loop. */
#define MAX_BODY (128 * 1024)

/* A browser does not wait for long either. */
#define TIMEOUT_MS 5000

/* What a tab tells, on its way to the backend. */
typedef struct
{
  PerchJournal *journal; /* (owned) */
  PerchRequest *request; /* (owned) */
  gint64 begun_us; /* monotonic */
} Delivery;

static gboolean
check_length (
    const PerchJsonFields *fields, const char *name, const char *value, gsize max, GError **error)
{
  g_autofree char *expected = NULL;

  if (value == NULL || strlen (value) <= max)
    return TRUE;
  expected = g_strdup_printf ("at most %" G_GSIZE_FORMAT " bytes", max);
  return perch_json_fields_refuse (fields, name, expected, error);
}

static gboolean
check_texts (const PerchJsonFields *fields, GError **error)
{
  g_autofree char *url = NULL;
  g_autofree char *title = NULL;
  g_autofree char *favicon = NULL;

  if (!perch_json_fields_get_string (fields, "url", &url, error) ||
      !check_length (fields, "url", url, MAX_URL, error) ||
      !perch_json_fields_get_string (fields, "title", &title, error) ||
      !check_length (fields, "title", title, MAX_TITLE, error) ||
      !perch_json_fields_get_string (fields, "favicon", &favicon, error) ||
      !check_length (fields, "favicon", favicon, MAX_FAVICON, error))
    return FALSE;
  if (url == NULL || g_uri_peek_scheme (url) == NULL)
    return perch_json_fields_refuse (fields, "url", "an address such as \"https://example.org/\"",
                                     error);
  return TRUE;
}

static gboolean
check_numbers (const PerchJsonFields *fields, GError **error)
{
  guint tab = 0;
  guint window = 0;

  return perch_json_fields_get_uint (fields, "tab_id", 0, G_MAXINT, &tab, error) &&
         perch_json_fields_get_uint (fields, "window_id", 0, G_MAXINT, &window, error);
}

static gboolean
check_time (const PerchJsonFields *fields, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GDateTime) time = NULL;

  if (!perch_json_fields_get_string (fields, "timestamp", &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  time = g_date_time_new_from_iso8601 (text, NULL);
  if (time == NULL)
    return perch_json_fields_refuse (fields, "timestamp",
                                     "a time such as \"2026-01-31T12:34:56.789Z\"", error);
  return TRUE;
}

/* Other members are nobody's business but the backend's. */
static gboolean
check_tab (JsonNode *root, GError **error)
{
  PerchJsonFields fields = { .pointer = "" };

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                           "expected an object");
      return FALSE;
    }
  fields.object = json_node_get_object (root);
  return check_texts (&fields, error) && check_numbers (&fields, error) &&
         check_time (&fields, error);
}

/* Who sent it can do nothing about a backend that does not want it, and has done its part. */
static void
reply_not_delivered (PerchRequest *request, const char *reason)
{
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_set_member_name (builder, "delivered");
  json_builder_add_boolean_value (builder, FALSE);
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder, reason);
  perch_json_add_text (builder, "trace_id", perch_request_get_trace_id (request));
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  perch_reply_json (request, SOUP_STATUS_ACCEPTED, node);
}

/* Nothing has happened yet, so that it can be sent once more. */
static void
reply_not_yet (PerchRequest *request)
{
  perch_reply_retry_later (request);
  perch_reply_error (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "backend_starting",
                     "The backend is starting; send it again");
}

static void
delivery_free (Delivery *delivery)
{
  g_object_unref (delivery->journal);
  g_object_unref (delivery->request);
  g_free (delivery);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, delivery_free)

static void
log_delivery (const Delivery *delivery, PerchBackend *backend, const GError *error)
{
  const PerchForwardRecord record = {
    .method = "tab.info",
    .backend = perch_backend_get_name (backend),
    .trace_id = perch_request_get_trace_id (delivery->request),
    .brought_trace_id = perch_request_brought_trace_id (delivery->request),
    .begun_us = delivery->begun_us,
    .status = error == NULL ? SOUP_STATUS_OK : SOUP_STATUS_ACCEPTED,
    .outcome = error == NULL ? "answered" : error->message,
  };

  perch_forward_log (delivery->journal, &record);
  perch_routes_set_logged (delivery->request);
}

static void
delivered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchBackend *backend = PERCH_BACKEND (source);
  g_autoptr (Delivery) delivery = user_data;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = perch_backend_call_finish (backend, result, &error);

  log_delivery (delivery, backend, error);
  if (answer == NULL)
    {
      reply_not_delivered (delivery->request, error->message);
      return;
    }
  builder = perch_reply_begin ();
  json_builder_set_member_name (builder, "delivered");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_set_member_name (builder, "backend");
  json_builder_add_string_value (builder, perch_backend_get_name (backend));
  perch_routes_reply_change (delivery->request, builder);
}

static void
deliver (PerchRoutes *self, PerchRequest *request, PerchBackend *backend)
{
  GBytes *body = perch_request_get_body (request);
  Delivery *delivery = NULL;
  g_autofree char *params = NULL;

  if (backend == NULL)
    {
      reply_not_delivered (request, "No backend is running");
      return;
    }
  params = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  delivery = g_new0 (Delivery, 1);
  delivery->journal = g_object_ref (self->journal);
  delivery->request = g_object_ref (request);
  delivery->begun_us = g_get_monotonic_time ();
  /* Not cancelled when the browser leaves: what it has sent still holds. */
  perch_backend_call_async (backend, "tab.info", params, perch_request_get_trace_id (request),
                            TIMEOUT_MS, NULL, delivered_cb, delivery);
}

/* POST /tab-info */
static void
tab_info_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  PerchBackend *receiver = perch_routes_find_receiver (self);
  g_autoptr (JsonNode) root = perch_request_parse_body (request);
  g_autoptr (GError) error = NULL;

  if (root == NULL)
    return;
  if (!check_tab (root, &error))
    {
      perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_request", "%s", error->message);
      return;
    }
  if (receiver == NULL && perch_routes_is_receiver_coming (self))
    {
      reply_not_yet (request);
      return;
    }
  if (self->events != NULL)
    perch_event_hub_announce (perch_event_server_get_hub (self->events), "tab_info",
                              perch_request_get_trace_id (request), root);
  deliver (self, request, receiver);
}

/**
 * perch_routes_add_tab_info:
 * @self: the routes
 * @router: where it is added: the listener's
 *
 * Adds the route by which a browser's extension tells which tab is looked at: `url`, and where
 * known `title`, `favicon`, `tab_id`, `window_id` and `timestamp`. The backend gets it as
 * `tab.info`, listeners as the event `tab_info`.
 */
void
perch_routes_add_tab_info (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "POST", "/tab-info", tab_info_cb, MAX_BODY, PERCH_ROUTE_EXTENSIONS },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
