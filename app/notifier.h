/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TYPE_NOTIFIER (perch_notifier_get_type ())
G_DECLARE_FINAL_TYPE (PerchNotifier, perch_notifier, PERCH, NOTIFIER, GObject)

PerchNotifier *perch_notifier_new (GApplication *application);
GApplication *perch_notifier_get_application (PerchNotifier *self);
gboolean perch_notifier_can_show (PerchNotifier *self);
void perch_notifier_set_enabled (PerchNotifier *self, gboolean enabled);
void perch_notifier_set_audible (PerchNotifier *self, gboolean audible);
void perch_notifier_set_icon (PerchNotifier *self, GIcon *icon);
void perch_notifier_send (PerchNotifier *self, const char *id, GNotification *notification);
void perch_notifier_send_at_once (PerchNotifier *self, const char *id, GNotification *notification);
void perch_notifier_withdraw (PerchNotifier *self, const char *id);
gboolean perch_notifier_show (
    PerchNotifier *self, const char *id, const char *title, const char *body, GError **error);

G_END_DECLS
