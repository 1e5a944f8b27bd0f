/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean perch_notification_show (
    GApplication *application, const char *id, const char *title, const char *body, GError **error);

G_END_DECLS
