/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/caller.h"
#include "app/server/request.h"

G_BEGIN_DECLS

typedef struct _PerchCallerFinder PerchCallerFinder;

PerchCallerFinder *perch_caller_finder_new (void);
void perch_caller_finder_free (PerchCallerFinder *self);
void perch_caller_finder_find_async (PerchCallerFinder *self,
                                     PerchRequest *request,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
PerchCaller *perch_caller_finder_find_finish (GAsyncResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchCallerFinder, perch_caller_finder_free)

G_END_DECLS
