/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchPipeServer PerchPipeServer;

/* @line is one request without its end; what is to be said goes to perch_pipe_server_say(). */
typedef void (*PerchPipeServerFunc) (PerchPipeServer *server,
                                     GSocketConnection *connection,
                                     const char *line,
                                     gpointer user_data);

PerchPipeServer *perch_pipe_server_new (const char *path,
                                        PerchPipeServerFunc func,
                                        gpointer user_data);
void perch_pipe_server_free (PerchPipeServer *self);
void perch_pipe_server_set_serial (PerchPipeServer *self);
void perch_pipe_server_hang_up (PerchPipeServer *self);
guint perch_pipe_server_count_connections (PerchPipeServer *self);
guint perch_pipe_server_count_open (PerchPipeServer *self);
void perch_pipe_server_say (GSocketConnection *connection, const char *bytes, gssize length);

G_END_DECLS
