/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend.h"

G_BEGIN_DECLS

const char *perch_status_text_word (PerchBackendState state);
const char *perch_status_text_mark (PerchBackendState state);
char *perch_status_text_problem (PerchBackend *backend);
char *perch_status_text_reason (PerchBackend *backend);
char *perch_status_text_state (PerchBackend *backend);
char *perch_status_text_since (PerchBackend *backend);
char *perch_status_text_pid (PerchBackend *backend);
char *perch_status_text_time (PerchBackend *backend);
char *perch_status_text_uptime (PerchBackend *backend);
char *perch_status_text_usage (PerchBackend *backend);
char *perch_status_text_shorten (const char *text, guint max_chars);
char *perch_status_text_shorten_path (const char *path, guint max_chars);
char *perch_status_text_autostart (void);

G_END_DECLS
