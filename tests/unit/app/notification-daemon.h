/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A notification daemon of our own, on the session bus of the test, with a registered application
 * that shows something there. @shown has what is on the screen: "summary / body / buttons". */
typedef struct
{
  GDBusConnection *connection; /* (owned) */
  guint object_id;
  GApplication *application; /* (owned) */
  GHashTable *shown; /* (owned) (element-type guint utf8) */
  GVariant *hints; /* (owned) (nullable): of the last one */
  guint last_id;
  guint n_notified;
  guint n_closed;
} NotificationDaemon;

void notification_daemon_init (NotificationDaemon *self);
void notification_daemon_settle (NotificationDaemon *self);
gboolean notification_daemon_shows (NotificationDaemon *self, const char *prefix);
gboolean notification_daemon_hints (NotificationDaemon *self, const char *hint);
void notification_daemon_clear (NotificationDaemon *self);

G_END_DECLS
