/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/config/settings.h"
#include "app/triggers/triggers.h"

G_BEGIN_DECLS

typedef struct _PerchQuit PerchQuit;

PerchQuit *perch_quit_new (GApplication *application,
                           PerchBackendManager *manager,
                           PerchTriggers *triggers,
                           PerchSettings *settings);
void perch_quit_free (PerchQuit *self);
void perch_quit_begin (PerchQuit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchQuit, perch_quit_free)

G_END_DECLS
