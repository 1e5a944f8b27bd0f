/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/application.h"

G_BEGIN_DECLS

typedef struct _PerchDesktop PerchDesktop;

PerchDesktop *perch_desktop_new (PerchApplication *application);
void perch_desktop_free (PerchDesktop *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchDesktop, perch_desktop_free)

G_END_DECLS
