/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

gboolean perch_launch_headless (GError **error);

G_END_DECLS
