/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/triggers-private.h"

#include <string.h>

#include "backend-manager/json-check.h"

/* The first member of an event is its name: the rest of it need not be read to find that nobody
 * wants it.
 *
 * Returns: the name as it stands between the quotes */
static PerchSlice
find_name (GBytes *json)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (json, &length);
  PerchSlice key = { 0 };
  const char *start = perch_json_scan_key (text + 1, text + length, &key);
  const char *end = start != NULL ? perch_json_scan_string (start, text + length) : NULL;

  g_return_val_if_fail (end != NULL, key);
  return (PerchSlice){ start + 1, end - start - 2 };
}

static gboolean
is_wanted (PerchTriggers *self, PerchSlice name)
{
  for (guint i = 0; i < self->triggers->len; i++)
    {
      const PerchTrigger *trigger = g_ptr_array_index (self->triggers, i);

      if (trigger->filter != NULL && perch_event_filter_wants (trigger->filter, name))
        return TRUE;
    }
  return FALSE;
}

/* Backends may publish what json-glib can't hold, such as a number without end. */
static JsonObject *
parse (PerchTriggers *self, GBytes *json)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (json, &length);

  if (perch_json_check (text, length, &error) &&
      json_parser_load_from_data (parser, text, (gssize) length, &error))
    return json_node_dup_object (json_parser_get_root (parser));
  g_warning ("An event sets off no trigger, for it can't be read: %s", error->message);
  return NULL;
}

/* What happens to a backend has no trace of its own; it goes on with that of the trigger that did
 * it. */
static const char *
find_trace_id (PerchTriggers *self, JsonObject *event)
{
  JsonObject *payload = json_object_get_object_member (event, "payload");
  const char *backend = NULL;
  const char *mover = NULL;

  if (g_strcmp0 (json_object_get_string_member (event, "source"), "perch") == 0 &&
      g_strcmp0 (json_object_get_string_member (event, "event"), "backend_state") == 0)
    backend = json_object_get_string_member_with_default (payload, "backend", NULL);
  if (backend != NULL)
    mover = perch_trigger_chains_get_mover (self->chains, backend, g_get_monotonic_time ());
  return mover != NULL ? mover : json_object_get_string_member (event, "trace_id");
}

static void
look_at (PerchTriggers *self, GBytes *json)
{
  g_autoptr (JsonObject) event = NULL;
  const char *source = NULL;
  const char *trace_id = NULL;

  if (!is_wanted (self, find_name (json)))
    return;
  event = parse (self, json);
  if (event == NULL)
    return;
  source = json_object_get_string_member (event, "source");
  if (g_str_has_prefix (source, PERCH_TRIGGER_SOURCE))
    return;
  trace_id = find_trace_id (self, event);
  perch_triggers_offer (self, event, g_bytes_get_size (json), trace_id,
                        perch_trigger_chains_get_depth (self->chains, trace_id, source) + 1);
}

static void
news_cb (gpointer user_data)
{
  PerchTriggers *self = user_data;
  guint64 newest = perch_event_hub_get_newest (self->hub);

  while (self->next_seq <= newest)
    {
      /* A warning of ours may push the oldest out meanwhile. */
      guint64 oldest = perch_event_hub_get_oldest (self->hub);
      g_autoptr (GBytes) json = NULL;

      if (self->next_seq < oldest)
        perch_triggers_drop_events (self, oldest - self->next_seq);
      self->next_seq = MAX (self->next_seq, oldest);
      json = g_bytes_ref (perch_event_hub_peek (self->hub, self->next_seq));
      self->next_seq++;
      look_at (self, json);
    }
}

/* Begins to listen to events, from the next one on, or ends it. */
void
perch_triggers_listen (PerchTriggers *self, gboolean listens)
{
  if (listens == self->listens)
    return;
  self->listens = listens;
  self->next_seq = perch_event_hub_get_newest (self->hub) + 1;
  if (listens)
    perch_event_hub_add_listener (self->hub, news_cb, self);
  else
    perch_event_hub_remove_listener (self->hub, self);
}

/* Whether there is room for what nobody waits for; what there is none for is counted. */
static gboolean
may_run (PerchTriggers *self, PerchTrigger *trigger, const PerchTriggerCause *cause, gsize size)
{
  g_autoptr (GError) error = NULL;

  if (!perch_triggers_admit (self, trigger, cause, size, FALSE, &error))
    {
      if (g_error_matches (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_BUSY))
        perch_triggers_drop_run (self);
      return FALSE;
    }
  perch_token_bucket_refill (&trigger->bucket, g_get_monotonic_time ());
  if (perch_token_bucket_take (&trigger->bucket, 1))
    return TRUE;
  perch_triggers_drop_run (self);
  return FALSE;
}

/* Runs @trigger, unless that would be too much; @size is how many bytes set it off. */
void
perch_triggers_set_off (PerchTriggers *self,
                        PerchTrigger *trigger,
                        const PerchTriggerCause *cause,
                        JsonObject *values,
                        gsize size)
{
  if (may_run (self, trigger, cause, size))
    perch_triggers_push (self, perch_trigger_run_new (self, trigger, cause, values, size));
}

/* Runs all triggers that want @event, an object as clients get it, of @size bytes. @depth is what
 * the depth of these runs would be. */
void
perch_triggers_offer (
    PerchTriggers *self, JsonObject *event, gsize size, const char *trace_id, guint depth)
{
  g_autofree char *text =
      g_strdup_printf ("event %s", json_object_get_string_member (event, "event"));
  const PerchTriggerCause cause = { text, trace_id, depth };
  g_autoptr (JsonObject) values = json_object_new ();

  json_object_set_object_member (values, "params", json_object_new ());
  json_object_set_object_member (values, "event", json_object_ref (event));
  for (guint i = 0; i < self->triggers->len; i++)
    {
      PerchTrigger *trigger = g_ptr_array_index (self->triggers, i);

      if (trigger->filter != NULL && perch_event_filter_matches (trigger->filter, event))
        perch_triggers_set_off (self, trigger, &cause, values, size);
    }
}
