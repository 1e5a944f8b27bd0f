/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/floats.h"

G_BEGIN_DECLS

/**
 * PerchPipeProgress:
 * @PERCH_PIPE_PROGRESS_MORE: the answer is not whole yet
 * @PERCH_PIPE_PROGRESS_WHOLE: it is
 * @PERCH_PIPE_PROGRESS_BROKEN: it is none, and what comes behind it can't be told from it
 */
typedef enum
{
  PERCH_PIPE_PROGRESS_MORE,
  PERCH_PIPE_PROGRESS_WHOLE,
  PERCH_PIPE_PROGRESS_BROKEN,
} PerchPipeProgress;

typedef struct _PerchPipeReply PerchPipeReply;

PerchPipeReply *perch_pipe_reply_new (const char *method, gboolean binary);
void perch_pipe_reply_free (PerchPipeReply *self);
char *perch_pipe_reply_reserve (PerchPipeReply *self, gsize *room);
PerchPipeProgress perch_pipe_reply_commit (PerchPipeReply *self, gsize length, GError **error);
gboolean perch_pipe_reply_is_empty (PerchPipeReply *self);
gboolean perch_pipe_reply_has_surplus (PerchPipeReply *self);
GBytes *perch_pipe_reply_steal_line (PerchPipeReply *self);
PerchFloats *perch_pipe_reply_steal_floats (PerchPipeReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPipeReply, perch_pipe_reply_free)

G_END_DECLS
