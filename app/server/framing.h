/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/request.h"

G_BEGIN_DECLS

gboolean perch_framing_check (PerchRequest *request);

G_END_DECLS
