/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/approvals/ask-queue.h"

G_BEGIN_DECLS

#define PERCH_TYPE_ASK_LIST (perch_ask_list_get_type ())
G_DECLARE_FINAL_TYPE (PerchAskList, perch_ask_list, PERCH, ASK_LIST, GtkBox)

GtkWidget *perch_ask_list_new (PerchAskQueue *asks);

G_END_DECLS
