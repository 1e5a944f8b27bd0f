/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchSocketOutput PerchSocketOutput;

/**
 * PerchSocketOutputFunc:
 * @is_broken: whether the connection is, and nothing more can be sent
 *
 * Called when the peer has taken some of what was kept. May free the output.
 */
typedef void (*PerchSocketOutputFunc) (gboolean is_broken, gpointer user_data);

PerchSocketOutput *perch_socket_output_new (GSocket *socket,
                                            PerchSocketOutputFunc moved,
                                            gpointer user_data);
void perch_socket_output_free (PerchSocketOutput *self);
gboolean perch_socket_output_is_empty (PerchSocketOutput *self);
gboolean perch_socket_output_send (PerchSocketOutput *self, const GByteArray *bytes);
void perch_socket_output_keep (PerchSocketOutput *self, const guint8 *rest, gsize length);
void perch_socket_output_drop (PerchSocketOutput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchSocketOutput, perch_socket_output_free)

G_END_DECLS
