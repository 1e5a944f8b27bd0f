/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/window-tabs.h"

G_BEGIN_DECLS

void perch_window_notes_fill (GtkContainer *notes, const PerchWindowSources *sources);

G_END_DECLS
