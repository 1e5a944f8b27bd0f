/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/tickets/ticket-watch.h"

#include "backend-manager/clock.h"

/* Keeps a list of tickets true to what the backends say. */
struct _PerchTicketWatch
{
  GObject parent_instance;
  PerchJournal *journal; /* (owned) */
  PerchTicketList *list; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PerchTicketWatch, perch_ticket_watch, G_TYPE_OBJECT)

static gboolean
is_ticket (const PerchBackendLine *line)
{
  static const char name[] = "ticket";

  return line->message.kind == PERCH_MESSAGE_EVENT &&
         line->message.name.length == sizeof name - 1 &&
         memcmp (line->message.name.text, name, sizeof name - 1) == 0;
}

static void
take_ticket (PerchTicketWatch *self, const char *backend, const PerchBackendLine *line)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;

  /* That it is an object is known already: else it would be no event. */
  if (json_parser_load_from_data (parser, line->line.text, (gssize) line->line.length, &error) &&
      perch_ticket_list_update (self->list, backend,
                                json_node_get_object (json_parser_get_root (parser)),
                                perch_clock_boottime_us (), &error))
    return;
  perch_journal_log (self->journal, PERCH_LEVEL_WARNING, "perch",
                     "%s: event ticket is left out of the tickets: %s", backend, error->message);
}

static void
lines_cb (PerchBackend *backend,
          const PerchBackendLine *lines,
          guint n_lines,
          PerchTicketWatch *self)
{
  for (guint i = 0; i < n_lines; i++)
    if (is_ticket (&lines[i]))
      take_ticket (self, perch_backend_get_name (backend), &lines[i]);
}

/* What is left undone when a backend ends can still be read; a new run makes new plans. */
static void
state_changed_cb (PerchBackend *backend, GParamSpec *pspec, PerchTicketWatch *self)
{
  if (perch_backend_get_state (backend) == PERCH_BACKEND_STATE_STARTING)
    perch_ticket_list_remove_backend (self->list, perch_backend_get_name (backend));
}

static void
items_changed_cb (
    GListModel *model, guint position, guint removed, guint added, PerchTicketWatch *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (model, i);

      g_signal_connect_object (backend, "lines", G_CALLBACK (lines_cb), self, 0);
      g_signal_connect_object (backend, "notify::state", G_CALLBACK (state_changed_cb), self, 0);
    }
}

static void
perch_ticket_watch_finalize (GObject *object)
{
  PerchTicketWatch *self = PERCH_TICKET_WATCH (object);

  perch_ticket_list_free (self->list);
  g_clear_object (&self->journal);
  G_OBJECT_CLASS (perch_ticket_watch_parent_class)->finalize (object);
}

static void
perch_ticket_watch_class_init (PerchTicketWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_ticket_watch_finalize;
}

static void
perch_ticket_watch_init (PerchTicketWatch *self)
{
  self->list = perch_ticket_list_new ();
}

/**
 * perch_ticket_watch_new:
 * @manager: the backends, whose events `ticket` tell of their work
 * @journal: where it is told what is wrong with one
 *
 * Returns: (transfer full):
 */
PerchTicketWatch *
perch_ticket_watch_new (PerchBackendManager *manager, PerchJournal *journal)
{
  PerchTicketWatch *self = NULL;
  GListModel *model = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (PERCH_IS_JOURNAL (journal), NULL);

  self = g_object_new (PERCH_TYPE_TICKET_WATCH, NULL);
  self->journal = g_object_ref (journal);
  model = G_LIST_MODEL (manager);
  g_signal_connect_object (manager, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  items_changed_cb (model, 0, 0, g_list_model_get_n_items (model), self);
  return self;
}

/**
 * perch_ticket_watch_get_list:
 * @self: the watch
 *
 * Returns: (transfer none): what the backends work at
 */
PerchTicketList *
perch_ticket_watch_get_list (PerchTicketWatch *self)
{
  g_return_val_if_fail (PERCH_IS_TICKET_WATCH (self), NULL);

  return self->list;
}
