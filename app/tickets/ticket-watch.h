/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"
#include "app/tickets/ticket-list.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_TICKET_WATCH (perch_ticket_watch_get_type ())
G_DECLARE_FINAL_TYPE (PerchTicketWatch, perch_ticket_watch, PERCH, TICKET_WATCH, GObject)

PerchTicketWatch *perch_ticket_watch_new (PerchBackendManager *manager, PerchJournal *journal);
PerchTicketList *perch_ticket_watch_get_list (PerchTicketWatch *self);

G_END_DECLS
