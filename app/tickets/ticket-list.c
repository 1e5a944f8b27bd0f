/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/tickets/ticket-list.h"

#include <gio/gio.h>

#include "app/tickets/ticket.h"

/* @since_us is when the first of @tickets came, and only means something while there are any.
 * @by_key holds exactly @tickets. */
struct _PerchTicketList
{
  GPtrArray *tickets; /* (element-type PerchTicket): in the order in which they came */
  GHashTable *by_key; /* (element-type utf8 PerchTicket): unowned */
  gint64 since_us; /* CLOCK_BOOTTIME */
};

/**
 * perch_ticket_list_new:
 *
 * Makes a list of the pieces of work that backends tell of.
 *
 * Returns: (transfer full): free with perch_ticket_list_free()
 */
PerchTicketList *
perch_ticket_list_new (void)
{
  PerchTicketList *self = g_new0 (PerchTicketList, 1);

  self->tickets = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_ticket_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

/**
 * perch_ticket_list_free:
 * @self: (transfer full): the list
 */
void
perch_ticket_list_free (PerchTicketList *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->tickets);
  g_free (self);
}

static PerchTicket *
begin_ticket (const char *backend, const char *id)
{
  PerchTicket *ticket = g_new0 (PerchTicket, 1);

  ticket->key = perch_ticket_make_key (backend, id);
  ticket->backend = g_strdup (backend);
  ticket->id = g_strdup (id);
  return ticket;
}

/* Takes @ticket, in the place of @known where there is one. */
static void
put_ticket (PerchTicketList *self, PerchTicket *known, PerchTicket *ticket, gint64 now_us)
{
  guint index = 0;

  if (known != NULL && g_ptr_array_find (self->tickets, known, &index))
    {
      g_hash_table_replace (self->by_key, ticket->key, ticket);
      perch_ticket_free (known);
      self->tickets->pdata[index] = ticket;
      return;
    }
  if (self->tickets->len == 0)
    self->since_us = now_us;
  ticket->first_progress = ticket->progress;
  g_hash_table_insert (self->by_key, ticket->key, ticket);
  g_ptr_array_add (self->tickets, ticket);
}

/**
 * perch_ticket_list_update:
 * @self: the list
 * @backend: name of who tells
 * @object: `id`, and what is new of `title`, `state`, `progress` (0 to 1) and `depends_on` (ids)
 * @now_us: CLOCK_BOOTTIME in microseconds
 * @error: %G_IO_ERROR_NO_SPACE when there are %PERCH_TICKET_LIST_MAX tickets already, else which
 * member is wrong, and how
 *
 * Adds a ticket, or changes the one of that id. With an error all stays as it was.
 *
 * Returns: whether that worked
 */
gboolean
perch_ticket_list_update (
    PerchTicketList *self, const char *backend, JsonObject *object, gint64 now_us, GError **error)
{
  g_autofree char *id = NULL;
  g_autofree char *key = NULL;
  g_autoptr (PerchTicket) ticket = NULL;
  PerchTicket *known = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (backend != NULL, FALSE);
  g_return_val_if_fail (object != NULL, FALSE);

  if (!perch_ticket_read_id (object, &id, error))
    return FALSE;
  key = perch_ticket_make_key (backend, id);
  known = g_hash_table_lookup (self->by_key, key);
  if (known == NULL && self->tickets->len >= PERCH_TICKET_LIST_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "there are %d tickets, and no more fit",
                   PERCH_TICKET_LIST_MAX);
      return FALSE;
    }
  ticket = known != NULL ? perch_ticket_copy (known) : begin_ticket (backend, id);
  if (!perch_ticket_read (ticket, object, error))
    return FALSE;
  put_ticket (self, known, g_steal_pointer (&ticket), now_us);
  return TRUE;
}

/**
 * perch_ticket_list_remove_backend:
 * @self: the list
 * @backend: name of a backend
 *
 * Forgets the tickets of @backend.
 */
void
perch_ticket_list_remove_backend (PerchTicketList *self, const char *backend)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (backend != NULL);

  for (guint i = self->tickets->len; i-- > 0;)
    {
      const PerchTicket *ticket = g_ptr_array_index (self->tickets, i);

      if (!g_str_equal (ticket->backend, backend))
        continue;
      g_hash_table_remove (self->by_key, ticket->key);
      g_ptr_array_remove_index (self->tickets, i);
    }
}

/**
 * perch_ticket_list_clear:
 * @self: the list
 *
 * Forgets all tickets.
 */
void
perch_ticket_list_clear (PerchTicketList *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_remove_all (self->by_key);
  g_ptr_array_set_size (self->tickets, 0);
}

/**
 * perch_ticket_list_get_n_tickets:
 * @self: the list
 *
 * Returns: how many tickets there are
 */
guint
perch_ticket_list_get_n_tickets (PerchTicketList *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->tickets->len;
}

/* How much has been done in all, in tickets; of it, what was done before Perch was told. */
static double
sum_progress (PerchTicketList *self, double *before)
{
  double sum = 0;

  *before = 0;
  for (guint i = 0; i < self->tickets->len; i++)
    {
      const PerchTicket *ticket = g_ptr_array_index (self->tickets, i);

      sum += ticket->progress;
      *before += ticket->first_progress;
    }
  return sum;
}

/**
 * perch_ticket_list_get_progress:
 * @self: the list
 *
 * How far all is: the mean of the tickets' progress, where one that ended (`done`, `failed` or
 * `cancelled`) counts as 1.
 *
 * Returns: 0 to 1; 0 without tickets
 */
double
perch_ticket_list_get_progress (PerchTicketList *self)
{
  double before = 0;

  g_return_val_if_fail (self != NULL, 0);

  return self->tickets->len > 0 ? sum_progress (self, &before) / self->tickets->len : 0;
}

/**
 * perch_ticket_list_get_eta_seconds:
 * @self: the list
 * @now_us: CLOCK_BOOTTIME in microseconds
 *
 * How long the rest will take, if it goes on as it went so far:
 *
 *     rest × elapsed / gained
 *
 * rest is the number of tickets less the sum of their progress; elapsed the time since the first
 * of them came; gained the sum of their progress less what each came with.
 *
 * Returns: seconds; 0 when nothing is left to do, and less than 0 when nobody can tell, since
 * nothing was gained yet
 */
double
perch_ticket_list_get_eta_seconds (PerchTicketList *self, gint64 now_us)
{
  double before = 0;
  double sum = 0;
  double elapsed = 0;

  g_return_val_if_fail (self != NULL, -1);

  sum = sum_progress (self, &before);
  elapsed = (double) (now_us - self->since_us) / G_USEC_PER_SEC;
  if (self->tickets->len - sum <= 0)
    return 0;
  return sum > before ? (self->tickets->len - sum) * elapsed / (sum - before) : -1;
}

static gboolean
is_open (PerchTicketList *self, const char *backend, const char *id)
{
  g_autofree char *key = perch_ticket_make_key (backend, id);
  const PerchTicket *ticket = g_hash_table_lookup (self->by_key, key);

  return ticket == NULL || !perch_ticket_has_ended (ticket);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value != NULL ? value : "");
}

/* Adds the ids that @ticket depends on; with @only_open those that have not ended. */
static void
add_ids (PerchTicketList *self,
         const char *name,
         const PerchTicket *ticket,
         gboolean only_open,
         JsonBuilder *builder)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; ticket->depends_on != NULL && ticket->depends_on[i] != NULL; i++)
    if (!only_open || is_open (self, ticket->backend, ticket->depends_on[i]))
      json_builder_add_string_value (builder, ticket->depends_on[i]);
  json_builder_end_array (builder);
}

static void
describe_ticket (PerchTicketList *self, const PerchTicket *ticket, JsonBuilder *builder)
{
  json_builder_begin_object (builder);
  add_string (builder, "id", ticket->id);
  add_string (builder, "backend", ticket->backend);
  add_string (builder, "title", ticket->title);
  add_string (builder, "state", ticket->state);
  json_builder_set_member_name (builder, "progress");
  json_builder_add_double_value (builder, ticket->progress);
  add_ids (self, "depends_on", ticket, FALSE, builder);
  add_ids (self, "waits_for", ticket, TRUE, builder);
  json_builder_end_object (builder);
}

/**
 * perch_ticket_list_describe:
 * @self: the list
 * @now_us: CLOCK_BOOTTIME in microseconds
 * @builder: inside of an object
 *
 * Adds `progress`, `eta_seconds` (null when nobody can tell) and `tickets`, each with the ids of
 * those it still `waits_for`.
 */
void
perch_ticket_list_describe (PerchTicketList *self, gint64 now_us, JsonBuilder *builder)
{
  double eta = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (JSON_IS_BUILDER (builder));

  eta = perch_ticket_list_get_eta_seconds (self, now_us);
  json_builder_set_member_name (builder, "progress");
  json_builder_add_double_value (builder, perch_ticket_list_get_progress (self));
  json_builder_set_member_name (builder, "eta_seconds");
  if (eta >= 0)
    json_builder_add_double_value (builder, eta);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "tickets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->tickets->len; i++)
    describe_ticket (self, g_ptr_array_index (self->tickets, i), builder);
  json_builder_end_array (builder);
}
