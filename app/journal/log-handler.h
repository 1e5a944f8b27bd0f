/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"

G_BEGIN_DECLS

typedef struct _PerchLogHandler PerchLogHandler;

PerchLogHandler *perch_log_handler_install (PerchJournal *journal);
void perch_log_handler_remove (PerchLogHandler *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLogHandler, perch_log_handler_remove)

G_END_DECLS
