/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchNotificationSound PerchNotificationSound;

PerchNotificationSound *perch_notification_sound_new (GDBusConnection *connection);
void perch_notification_sound_free (PerchNotificationSound *self);
void perch_notification_sound_set_on (PerchNotificationSound *self, gboolean on);

G_END_DECLS
