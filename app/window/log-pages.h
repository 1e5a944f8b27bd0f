/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-file.h"

G_BEGIN_DECLS

/* Longer lines are cut where they are only looked at. */
#define PERCH_LOG_PAGES_LINE_BYTES 2048

#define PERCH_TYPE_LOG_PAGES (perch_log_pages_get_type ())
G_DECLARE_FINAL_TYPE (PerchLogPages, perch_log_pages, PERCH, LOG_PAGES, GObject)

PerchLogPages *perch_log_pages_new (void);
const char *perch_log_pages_peek (PerchLogPages *self,
                                  PerchLogFile *file,
                                  const PerchLogRows *rows,
                                  guint row);
void perch_log_pages_forget (PerchLogPages *self);

G_END_DECLS
