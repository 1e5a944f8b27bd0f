/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchHangups PerchHangups;

/* One socket that is watched: a field of the struct that wants to know. The fields are private;
 * zeroed means "not watched". */
typedef struct
{
  int fd;
  gpointer owner;
} PerchHangup;

/**
 * PerchHangupFunc:
 * @owner: what was given to perch_hangups_watch()
 *
 * Called once for a socket whose peer has closed it or has sent something; it is not watched any
 * more when this is called.
 */
typedef void (*PerchHangupFunc) (gpointer owner);

PerchHangups *perch_hangups_new (PerchHangupFunc readable);
void perch_hangups_free (PerchHangups *self);
gboolean perch_hangups_watch (PerchHangups *self,
                              PerchHangup *hangup,
                              GSocket *socket,
                              gpointer owner);
void perch_hangups_forget (PerchHangups *self, PerchHangup *hangup);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchHangups, perch_hangups_free)

G_END_DECLS
