/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/server/reply.h"
#include "backend-manager/json-text.h"
#include "backend-manager/text.h"

/* Of a path; what is longer leads nowhere. */
#define MAX_PATH 200

/* Under this name a message has its note, as long as that is to be logged. */
#define NOTE "perch-change-note"

/* A route that changes something: @route is as it was given, but for its handler, which takes note
 * of the request before it calls @handler. */
typedef struct
{
  PerchRoute route;
  PerchRouteHandler handler;
  PerchRoutes *routes; /* (unowned) */
} Change;

/* What is logged of a request when it is over, beside what its message knows. */
typedef struct
{
  PerchJournal *journal; /* (owned) */
  char *trace_id; /* (owned) */
  gboolean brought_trace_id;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_object_unref (note->journal);
  g_free (note->trace_id);
  g_free (note);
}

static char *
format_fields (const char *method, const char *path, guint status)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  perch_json_add_text (builder, "method", method);
  perch_json_add_text (builder, "path", path);
  if (status != SOUP_STATUS_NONE)
    {
      json_builder_set_member_name (builder, "status");
      json_builder_add_int_value (builder, status);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* As perch_forward_log(): it is subject to the limits of the log unless it brought its trace id. */
static void
write_note (const Note *note, const char *method, const char *path, guint status)
{
  g_autofree char *outcome =
      status != SOUP_STATUS_NONE ? g_strdup_printf ("%u", status) : g_strdup ("the client left");
  g_autofree char *message = g_strdup_printf ("%s %s: %s", method, path, outcome);
  g_autofree char *fields = format_fields (method, path, status);
  PerchJournalEntry entry = perch_journal_entry_now (PERCH_LEVEL_INFO, message, note->trace_id);

  perch_journal_entry_set_fields (&entry, fields);
  entry.stands_alone = note->brought_trace_id;
  perch_journal_add (note->journal, &entry);
}

static void
forget_note (SoupServerMessage *message, Note *note)
{
  g_signal_handlers_disconnect_by_data (message, note);
  g_object_set_data (G_OBJECT (message), NOTE, NULL);
}

/* @status: 0 when nobody has got an answer */
static void
end_note (SoupServerMessage *message, Note *note, guint status)
{
  g_autofree char *start =
      g_strndup (g_uri_get_path (soup_server_message_get_uri (message)), MAX_PATH);
  g_autofree char *path = perch_text_escape (start);

  if (perch_journal_get_level (note->journal) <= PERCH_LEVEL_INFO)
    write_note (note, soup_server_message_get_method (message), path, status);
  forget_note (message, note);
}

static void
answered_cb (SoupServerMessage *message, Note *note)
{
  end_note (message, note, soup_server_message_get_status (message));
}

/* Its status is libsoup's by now, whatever the answer was to be. */
static void
left_cb (SoupServerMessage *message, Note *note)
{
  end_note (message, note, SOUP_STATUS_NONE);
}

/* An answer in one piece takes the connection from libsoup, which writes no header then. */
static void
change_cb (PerchRequest *request, gpointer user_data)
{
  const Change *change = user_data;
  SoupServerMessage *message = perch_request_get_message (request);
  Note *note = g_new0 (Note, 1);

  note->journal = g_object_ref (change->routes->journal);
  note->trace_id = g_strdup (perch_request_get_trace_id (request));
  note->brought_trace_id = perch_request_brought_trace_id (request);
  g_object_set_data_full (G_OBJECT (message), NOTE, note, note_free);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (answered_cb), note);
  g_signal_connect (message, "disconnected", G_CALLBACK (answered_cb), note);
  g_signal_connect (message, "finished", G_CALLBACK (left_cb), note);
  change->handler (request, change->routes);
}

/**
 * perch_routes_add_group:
 * @self: the routes, which the handlers get
 * @router: where they are added
 * @routes: (array length=n_routes): a group of them, static
 * @n_routes: how many
 *
 * Adds @routes. A request to one that changes something, which is any but a GET, is logged when it
 * is over: what was asked, what came of it, and its trace id.
 */
void
perch_routes_add_group (PerchRoutes *self,
                        PerchRouter *router,
                        const PerchRoute *routes,
                        gsize n_routes)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);
  g_return_if_fail (routes != NULL);

  for (gsize i = 0; i < n_routes; i++)
    {
      Change *change = NULL;

      if (g_str_equal (routes[i].method, "GET"))
        {
          perch_router_add (router, &routes[i], 1, self);
          continue;
        }
      change = g_new0 (Change, 1);
      change->route = routes[i];
      change->route.handler = change_cb;
      change->handler = routes[i].handler;
      change->routes = self;
      g_ptr_array_add (self->changes, change);
      perch_router_add (router, &change->route, 1, change);
    }
}

/**
 * perch_routes_set_logged:
 * @request: a request that changes something
 *
 * The log has it already, and with more to say about it.
 */
void
perch_routes_set_logged (PerchRequest *request)
{
  SoupServerMessage *message = NULL;
  Note *note = NULL;

  g_return_if_fail (PERCH_IS_REQUEST (request));

  message = perch_request_get_message (request);
  note = g_object_get_data (G_OBJECT (message), NOTE);
  if (note != NULL)
    forget_note (message, note);
}

/**
 * perch_routes_reply_change:
 * @request: a request that has done what it should, and has no answer yet
 * @builder: what perch_reply_begin() gave, with members added
 *
 * Answers @request as perch_reply_end() does, and with its trace id, by which it is found in the
 * log.
 */
void
perch_routes_reply_change (PerchRequest *request, JsonBuilder *builder)
{
  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (JSON_IS_BUILDER (builder));

  perch_json_add_text (builder, "trace_id", perch_request_get_trace_id (request));
  perch_reply_end (request, builder);
}

/**
 * perch_routes_reply_not_changed:
 * @request: a request that was to change settings, and has no answer yet
 * @error: why it has not, of perch_settings_change_finish()
 *
 * Answers @request with @error.
 */
void
perch_routes_reply_not_changed (PerchRequest *request, const GError *error)
{
  static const struct
  {
    guint status;
    const char *code;
  } words[] = {
    [PERCH_SETTINGS_ERROR_SECTION] = { SOUP_STATUS_NOT_FOUND, "no_such_section" },
    [PERCH_SETTINGS_ERROR_VALUE] = { SOUP_STATUS_BAD_REQUEST, "bad_settings" },
    [PERCH_SETTINGS_ERROR_FILE] = { SOUP_STATUS_CONFLICT, "broken_file" },
    [PERCH_SETTINGS_ERROR_SAVE] = { SOUP_STATUS_INTERNAL_SERVER_ERROR, "not_saved" },
  };

  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (error != NULL);

  if (error->domain == PERCH_SETTINGS_ERROR)
    perch_reply_error (request, words[error->code].status, words[error->code].code, "%s",
                       error->message);
  else
    perch_reply_error (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "not_saved", "%s",
                       error->message);
}
