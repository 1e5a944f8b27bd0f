/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/pipe-connection.h"

G_BEGIN_DECLS

typedef struct _PerchPipePool PerchPipePool;

/**
 * PerchPipePoolFunc:
 *
 * Called when perch_pipe_pool_take() may have a connection now where it had none before.
 */
typedef void (*PerchPipePoolFunc) (gpointer user_data);

PerchPipePool *perch_pipe_pool_new (const char *path, PerchPipePoolFunc func, gpointer user_data);
void perch_pipe_pool_free (PerchPipePool *self);
PerchPipeConnection *perch_pipe_pool_take (PerchPipePool *self, GError **error);
void perch_pipe_pool_give_back (PerchPipePool *self, PerchPipeConnection *connection);
void perch_pipe_pool_drop (PerchPipePool *self, PerchPipeConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPipePool, perch_pipe_pool_free)

G_END_DECLS
