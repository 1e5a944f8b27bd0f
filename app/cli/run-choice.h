/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchRunChoice:
 * @tray: (nullable): path of perch-tray, when that is what shall run
 * @reason: (transfer none): why, for people
 */
typedef struct
{
  const char *tray;
  const char *reason;
} PerchRunChoice;

PerchRunChoice perch_run_choose (gboolean headless,
                                 const char *x11,
                                 const char *wayland,
                                 const char *tray);

G_END_DECLS
