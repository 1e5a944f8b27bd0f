/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/server/latencies.h"

G_BEGIN_DECLS

void perch_frame_times_watch (GtkWidget *window, PerchLatencies *frames);

G_END_DECLS
