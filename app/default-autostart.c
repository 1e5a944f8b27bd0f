/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/default-autostart.h"

#include "app/config/companion-settings.h"

#define SECTION "companion"
#define SETTING "autostart"

/* Whether the backend that no profile names starts with Perch is said in two places: by the
 * manager, where it is ticked, and by the settings, where it is kept. While something ticked is
 * being saved the manager knows better, since the settings tell of each tick when it is saved, one
 * after the other. */
typedef struct
{
  PerchSettings *settings; /* (owned) */
  PerchBackendManager *manager; /* (unowned): it owns this */
  guint n_saving;
} Keeper;

static void
keeper_free (Keeper *self)
{
  perch_settings_set_apply (self->settings, SECTION, NULL, NULL);
  g_object_unref (self->settings);
  g_free (self);
}

static void ticked_cb (PerchBackendManager *manager, GParamSpec *pspec, Keeper *self);

static void
follow_settings (Keeper *self)
{
  JsonObject *values = perch_settings_get (self->settings, SECTION)->values;

  if (self->n_saving > 0)
    return;
  g_signal_handlers_block_by_func (self->manager, ticked_cb, self);
  perch_backend_manager_set_default_autostart (self->manager,
                                               perch_companion_settings_get_autostart (values));
  g_signal_handlers_unblock_by_func (self->manager, ticked_cb, self);
}

static gboolean
apply_cb (JsonObject *values, gpointer user_data, GError **error)
{
  follow_settings (user_data);
  return TRUE;
}

/* Takes the reference that has kept the manager, and so the keeper. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Keeper *self = user_data;
  g_autoptr (PerchBackendManager) manager = self->manager;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_settings_change_finish (PERCH_SETTINGS (source), result, &error);
  g_autofree char *text = NULL;

  if (outcome == NULL)
    {
      text = g_strdup_printf ("Whether the backend starts with Perch was not saved: %s",
                              error->message);
      g_warning ("%s", text);
    }
  perch_backend_manager_set_problems (manager, SETTING, (const char *const[]){ text, NULL });
  self->n_saving--;
  follow_settings (self);
}

static void
ticked_cb (PerchBackendManager *manager, GParamSpec *pspec, Keeper *self)
{
  g_autoptr (JsonObject) changes = json_object_new ();
  gboolean autostart = FALSE;

  g_object_get (manager, "default-autostart", &autostart, NULL);
  json_object_set_boolean_member (changes, SETTING, autostart);
  self->n_saving++;
  g_object_ref (manager);
  perch_settings_change_async (self->settings, SECTION, changes, NULL, saved_cb, self);
}

/**
 * perch_default_autostart_join:
 * @settings: with autostart
 * @manager: the backends; stays with @settings until it is finalized
 *
 * Keeps #PerchBackendManager:default-autostart in the settings, and lets it follow them. What can't
 * be saved is not ticked any more, and is a problem of @manager until something could be.
 */
void
perch_default_autostart_join (PerchSettings *settings, PerchBackendManager *manager)
{
  Keeper *self = NULL;

  g_return_if_fail (PERCH_IS_SETTINGS (settings));
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));

  self = g_new0 (Keeper, 1);
  self->settings = g_object_ref (settings);
  self->manager = manager;
  perch_settings_set_apply (settings, SECTION, apply_cb, self);
  g_signal_connect (manager, "notify::default-autostart", G_CALLBACK (ticked_cb), self);
  g_object_set_data_full (G_OBJECT (manager), "perch-default-autostart", self,
                          (GDestroyNotify) keeper_free);
}
