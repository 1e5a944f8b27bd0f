/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/notification.h"

/* A notification is a sentence or two, whatever its author thinks. */
#define MAX_TITLE_CHARS 100
#define MAX_BODY_CHARS 500

/**
 * perch_notification_show:
 * @id: what it takes the place of: the last one with this id
 * @title: cut when it is long
 * @body: cut when it is long
 * @error: %G_IO_ERROR_NOT_CONNECTED without a session bus
 *
 * Shows a notification. One id for each author, so that a loop can't flood the screen.
 */
gboolean
perch_notification_show (
    GApplication *application, const char *id, const char *title, const char *body, GError **error)
{
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *short_title = NULL;
  g_autofree char *short_body = NULL;

  g_return_val_if_fail (G_IS_APPLICATION (application), FALSE);
  g_return_val_if_fail (id != NULL && title != NULL && body != NULL, FALSE);

  if (g_application_get_dbus_connection (application) == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                           "there is no session bus to show a notification on");
      return FALSE;
    }
  short_title = g_utf8_substring (title, 0, MIN (g_utf8_strlen (title, -1), MAX_TITLE_CHARS));
  short_body = g_utf8_substring (body, 0, MIN (g_utf8_strlen (body, -1), MAX_BODY_CHARS));
  notification = g_notification_new (short_title);
  g_notification_set_body (notification, short_body);
  g_application_send_notification (application, id, notification);
  return TRUE;
}
