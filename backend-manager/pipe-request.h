/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *perch_pipe_request_begin (const char *command, const char *trace_id, gboolean has_payload);
GBytes *perch_pipe_request_end (const char *secret, const char *client);
GBytes *perch_pipe_request_new_floats_payload (const char *handle_id);

G_END_DECLS
