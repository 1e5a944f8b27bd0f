/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How many tickets are kept of all backends together. */
#define PERCH_TICKET_LIST_MAX 1000

typedef struct _PerchTicketList PerchTicketList;

PerchTicketList *perch_ticket_list_new (void);
void perch_ticket_list_free (PerchTicketList *self);
gboolean perch_ticket_list_update (
    PerchTicketList *self, const char *backend, JsonObject *ticket, gint64 now_us, GError **error);
void perch_ticket_list_remove_backend (PerchTicketList *self, const char *backend);
void perch_ticket_list_clear (PerchTicketList *self);
guint perch_ticket_list_get_n_tickets (PerchTicketList *self);
double perch_ticket_list_get_progress (PerchTicketList *self);
double perch_ticket_list_get_eta_seconds (PerchTicketList *self, gint64 now_us);
void perch_ticket_list_describe (PerchTicketList *self, gint64 now_us, JsonBuilder *builder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTicketList, perch_ticket_list_free)

G_END_DECLS
