/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PerchTicket:
 * @key: (owned): what no other ticket has: backend and id
 * @backend: (owned): who told of it
 * @id: (owned): the backend's own
 * @title: (owned) (nullable): for people
 * @state: (owned) (nullable): the backend's own word
 * @depends_on: (owned) (nullable): ids of tickets of the same backend
 * @progress: 0 to 1, and 1 once it has ended, however it ended
 * @first_progress: what it came with
 *
 * A piece of work that a backend tells of.
 */
typedef struct
{
  char *key;
  char *backend;
  char *id;
  char *title;
  char *state;
  GStrv depends_on;
  double progress;
  double first_progress;
} PerchTicket;

char *perch_ticket_make_key (const char *backend, const char *id);
PerchTicket *perch_ticket_copy (const PerchTicket *self);
void perch_ticket_free (PerchTicket *self);
gboolean perch_ticket_read_id (JsonObject *object, char **id, GError **error);
gboolean perch_ticket_read (PerchTicket *self, JsonObject *object, GError **error);
gboolean perch_ticket_has_ended (const PerchTicket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTicket, perch_ticket_free)

G_END_DECLS
