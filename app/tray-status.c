/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/tray-status.h"

#include <glib/gi18n.h>

#include "app/status-text.h"

/* How much each status wants to be seen when several backends share one icon. */
static const guint urgency[] = {
  [PERCH_TRAY_STATUS_STOPPED] = 0,   [PERCH_TRAY_STATUS_RUNNING] = 1,
  [PERCH_TRAY_STATUS_BUSY] = 2,      [PERCH_TRAY_STATUS_WARNING] = 3,
  [PERCH_TRAY_STATUS_NOT_FOUND] = 4, [PERCH_TRAY_STATUS_FAILED] = 5,
};

/* Tooltips have no end of their own. */
#define MAX_TITLE_CHARS 200

/**
 * perch_tray_status_of_state:
 * @state: the state of one backend
 *
 * Returns: the icon for it
 */
PerchTrayStatus
perch_tray_status_of_state (PerchBackendState state)
{
  switch (state)
    {
    case PERCH_BACKEND_STATE_NOT_FOUND:
      return PERCH_TRAY_STATUS_NOT_FOUND;
    case PERCH_BACKEND_STATE_STOPPED:
      return PERCH_TRAY_STATUS_STOPPED;
    case PERCH_BACKEND_STATE_STARTING:
    case PERCH_BACKEND_STATE_STOPPING:
      return PERCH_TRAY_STATUS_BUSY;
    case PERCH_BACKEND_STATE_RUNNING:
      return PERCH_TRAY_STATUS_RUNNING;
    case PERCH_BACKEND_STATE_UNHEALTHY:
    case PERCH_BACKEND_STATE_BACKOFF:
      return PERCH_TRAY_STATUS_WARNING;
    case PERCH_BACKEND_STATE_FAILED:
      return PERCH_TRAY_STATUS_FAILED;
    default:
      g_return_val_if_reached (PERCH_TRAY_STATUS_STOPPED);
    }
}

static void
add_title (GString *title, PerchBackend *backend)
{
  g_autofree char *label = perch_status_text_shorten (perch_backend_get_label (backend), 40);

  if (title->len > 0)
    /* Translators: between the items of a list */
    g_string_append (title, _ (", "));
  /* No reason and no waiting time here: a title is not refreshed as long as the state is the same.
   */
  /* Translators: the name of a backend and its state, such as "Running" */
  g_string_append_printf (title, _ ("%s: %s"), label,
                          perch_status_text_word (perch_backend_get_state (backend)));
}

/**
 * perch_tray_status_for:
 * @manager: the backends
 * @title: (out) (transfer full): the same in words: "Words: Running, Mail: Stopped"
 *
 * Returns: the icon for all backends together: the one of that which most wants to be seen
 */
PerchTrayStatus
perch_tray_status_for (PerchBackendManager *manager, char **title)
{
  g_autoptr (GString) text = g_string_new (NULL);
  PerchTrayStatus status = PERCH_TRAY_STATUS_STOPPED;
  guint n_backends;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), PERCH_TRAY_STATUS_STOPPED);
  g_return_val_if_fail (title != NULL, PERCH_TRAY_STATUS_STOPPED);

  n_backends = g_list_model_get_n_items (G_LIST_MODEL (manager));
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (manager), i);
      PerchTrayStatus one = perch_tray_status_of_state (perch_backend_get_state (backend));

      if (urgency[one] > urgency[status])
        status = one;
      add_title (text, backend);
    }
  if (n_backends > 0)
    {
      *title = perch_status_text_shorten (text->str, MAX_TITLE_CHARS);
      return status;
    }

  /* Only broken profiles: the menu says what is wrong with them. */
  *title = g_strdup (_ ("No backend"));
  return PERCH_TRAY_STATUS_WARNING;
}
