/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/approvals/ask-queue.h"

G_BEGIN_DECLS

GMenuModel *perch_menu_asks_new (PerchAskQueue *asks);

G_END_DECLS
