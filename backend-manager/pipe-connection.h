/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/pipe-reply.h"

G_BEGIN_DECLS

/* What a request may be made of. */
#define PERCH_PIPE_MAX_PIECES 3

typedef struct _PerchPipeConnection PerchPipeConnection;

/**
 * PerchPipeConnectionFunc:
 * @reply: (transfer full) (nullable): the answer, whole; %NULL when there is none
 * @error: (nullable): why there is none: of %G_IO_ERROR when the connection is lost, else as
 *   perch_pipe_reply_commit() has it
 *
 * Called once for each request. May free the connection.
 */
typedef void (*PerchPipeConnectionFunc) (PerchPipeReply *reply,
                                         const GError *error,
                                         gpointer user_data);

PerchPipeConnection *perch_pipe_connection_open (const char *path, GError **error);
void perch_pipe_connection_free (PerchPipeConnection *self);
void perch_pipe_connection_ask (PerchPipeConnection *self,
                                GBytes *const *pieces,
                                guint n_pieces,
                                PerchPipeReply *reply,
                                PerchPipeConnectionFunc func,
                                gpointer user_data);
gboolean perch_pipe_connection_is_open (PerchPipeConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPipeConnection, perch_pipe_connection_free)

G_END_DECLS
