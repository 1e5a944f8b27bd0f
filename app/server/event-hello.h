/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/server-error.h"

G_BEGIN_DECLS

#define PERCH_EVENT_HELLO_MAX_BATCH 1024

/**
 * PerchEventHello:
 * @token: (nullable): the session token
 * @has_since: whether the client has been here before
 * @since: then the number of the last event it got
 * @batch: how many events it takes in one frame, as an array; 0 for one object a frame
 *
 * The first message of a client. Clear with perch_event_hello_clear().
 */
typedef struct
{
  char *token;
  gboolean has_since;
  guint64 since;
  guint batch;
} PerchEventHello;

gboolean perch_event_hello_parse (const char *text,
                                  gsize length,
                                  PerchEventHello *hello,
                                  GError **error);
void perch_event_hello_clear (PerchEventHello *hello);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchEventHello, perch_event_hello_clear)

G_END_DECLS
