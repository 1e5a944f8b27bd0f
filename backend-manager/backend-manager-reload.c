/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-manager-private.h"

/* What follows when somebody changes the profiles while Perch runs. Nothing is ever ended because
 * of it: a backend whose profile has gone is parted with when it has stopped. */

static PerchProfile *
find (GPtrArray *plan, const char *name)
{
  for (guint i = 0; i < plan->len; i++)
    {
      PerchProfile *profile = g_ptr_array_index (plan, i);

      if (g_str_equal (profile->name, name))
        return profile;
    }
  return NULL;
}

static gboolean
has_file (GPtrArray *files, const char *file)
{
  return file != NULL &&
         g_ptr_array_find_with_equal_func (files, file, (GEqualFunc) g_str_equal, NULL);
}

static gboolean
is_file_of_one (GPtrArray *profiles, const char *file)
{
  for (guint i = 0; i < profiles->len; i++)
    if (g_str_equal (((const PerchProfile *) g_ptr_array_index (profiles, i))->file, file))
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): the profiles whose files are still there and can't be used any more */
static GPtrArray *
list_kept (PerchBackendManager *self, const PerchProfileDir *found)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_profile_unref);

  for (guint i = 0; i < self->backends->len; i++)
    {
      PerchBackend *backend = g_ptr_array_index (self->backends, i);
      PerchProfile *profile = perch_backend_get_next_profile (backend);

      if (has_file (found->files, profile->file) &&
          !is_file_of_one (found->profiles, profile->file) && !perch_backend_is_leaving (backend))
        g_ptr_array_add (kept, perch_profile_ref (profile));
    }
  return kept;
}

static void
remove_backend (PerchBackendManager *self, guint index)
{
  PerchBackend *backend = g_ptr_array_index (self->backends, index);

  g_signal_handlers_disconnect_by_data (backend, self);
  perch_backend_set_needs_func (backend, NULL, NULL);
  g_hash_table_remove (self->autostart, perch_backend_get_name (backend));
  g_ptr_array_remove_index (self->backends, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
}

static void
clear_parting (PerchBackendManager *self)
{
  if (self->parting != NULL)
    g_source_destroy (self->parting);
  g_clear_pointer (&self->parting, g_source_unref);
}

static void
part (PerchBackendManager *self)
{
  for (guint i = self->backends->len; i-- > 0;)
    {
      PerchBackend *backend = g_ptr_array_index (self->backends, i);

      if (!perch_backend_is_leaving (backend))
        continue;
      /* It has ended, and would only be started again by itself. */
      if (perch_backend_get_state (backend) == PERCH_BACKEND_STATE_BACKOFF)
        perch_backend_stop_async (backend, NULL, NULL, NULL);
      if (perch_backend_is_idle (backend))
        remove_backend (self, i);
    }
}

static gboolean
parting_cb (gpointer user_data)
{
  PerchBackendManager *self = user_data;

  part (self);
  clear_parting (self);
  return G_SOURCE_REMOVE;
}

/**
 * perch_backend_manager_state_changed_cb:
 *
 * Parts with a backend that has been waited for, a little later: the backend, and others who are
 * told of its state, are still busy with it.
 */
void
perch_backend_manager_state_changed_cb (PerchBackend *backend,
                                        GParamSpec *pspec,
                                        PerchBackendManager *self)
{
  if (!perch_backend_is_leaving (backend) || self->parting != NULL)
    return;
  self->parting = g_idle_source_new ();
  g_source_set_static_name (self->parting, "[perch] backend-manager parting");
  g_source_set_priority (self->parting, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->parting, parting_cb, self, NULL);
  g_source_attach (self->parting, g_main_context_get_thread_default ());
}

static void
leave_or_change (PerchBackendManager *self, PerchBackend *backend, PerchProfile *wanted)
{
  gboolean was_leaving = perch_backend_is_leaving (backend);

  perch_backend_set_leaving (backend, wanted == NULL);
  if (wanted == NULL && !was_leaving)
    perch_backend_manager_tell (self, perch_backend_get_name (backend), "removed");
  if (wanted == NULL)
    return;
  /* One that is kept is from before what has been ticked since. */
  if (wanted != perch_backend_get_next_profile (backend))
    perch_backend_manager_note_autostart (self, wanted->name, wanted->autostart);
  if (perch_backend_change_profile (backend, wanted))
    perch_backend_manager_tell (self, wanted->name, "changed");
  else if (was_leaving)
    perch_backend_manager_tell (self, wanted->name, "added");
}

/* In the order of the files; what has none is the last. */
static guint
find_place (PerchBackendManager *self, const PerchProfile *profile)
{
  guint place = 0;

  while (place < self->backends->len)
    {
      const char *file =
          perch_backend_get_next_profile (g_ptr_array_index (self->backends, place))->file;

      if (file == NULL || (profile->file != NULL && strcmp (file, profile->file) > 0))
        break;
      place++;
    }
  return place;
}

static void
add_new (PerchBackendManager *self, PerchProfile *profile)
{
  guint place = find_place (self, profile);

  perch_backend_manager_insert (self, place, profile);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 0, 1);
  perch_backend_manager_tell (self, profile->name, "added");
}

static void
apply (PerchBackendManager *self, const PerchProfileDir *found)
{
  g_autoptr (GPtrArray) kept = list_kept (self, found);
  g_autoptr (GPtrArray) plan = perch_backend_manager_plan (self, found, kept);

  perch_backend_manager_warn (self, "profiles", (const char *const *) found->problems);
  for (guint i = 0; i < self->backends->len; i++)
    {
      PerchBackend *backend = g_ptr_array_index (self->backends, i);

      leave_or_change (self, backend, find (plan, perch_backend_get_name (backend)));
    }
  for (guint i = 0; i < plan->len; i++)
    {
      PerchProfile *profile = g_ptr_array_index (plan, i);

      if (perch_backend_manager_lookup (self, profile->name) == NULL)
        add_new (self, profile);
    }
  part (self);
  perch_backend_manager_check_needs (self);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, perch_profile_dir_load (task_data),
                         (GDestroyNotify) perch_profile_dir_free);
}

/* @user_data is alive unless the reading was cancelled, which only its disposal does. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchBackendManager *self = user_data;
  g_autoptr (PerchProfileDir) found = g_task_propagate_pointer (G_TASK (result), NULL);
  gboolean again = FALSE;

  if (found == NULL)
    return;
  g_clear_object (&self->reading);
  again = self->read_again;
  self->read_again = FALSE;
  if (again)
    {
      perch_backend_manager_reload (self);
      return;
    }
  apply (self, found);
  perch_waiters_succeed (self->reload_waiters);
}

/**
 * perch_backend_manager_reload:
 *
 * Looks at the profiles again, soon, and does not block. A new one becomes a backend, which waits
 * to be started. The backend of one that is gone goes as well, once it has stopped. A change takes
 * effect at once, or at the next start of a backend that runs. A file that is broken, or has the
 * name of another one, is a problem, and leaves its backend as it is.
 */
void
perch_backend_manager_reload (PerchBackendManager *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  if (self->reading != NULL)
    {
      self->read_again = TRUE;
      return;
    }
  self->reading = g_cancellable_new ();
  task = g_task_new (NULL, self->reading, read_cb, self);
  g_task_set_source_tag (task, perch_backend_manager_reload);
  g_task_set_task_data (task, g_strdup (self->profiles_dir), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * perch_backend_manager_reload_async:
 *
 * As perch_backend_manager_reload(), for who has changed a profile and wants to go on with it. The
 * manager stays alive meanwhile.
 */
void
perch_backend_manager_reload_async (PerchBackendManager *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_backend_manager_reload_async);
  perch_waiters_take (self->reload_waiters, task);
  perch_backend_manager_reload (self);
}

/**
 * perch_backend_manager_reload_finish:
 * @error: never set
 *
 * Returns: %TRUE: the backends are what the profiles say; of those that are broken,
 *   perch_backend_manager_get_problems() tells
 */
gboolean
perch_backend_manager_reload_finish (PerchBackendManager *self,
                                     GAsyncResult *result,
                                     GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * perch_backend_manager_end_reload:
 *
 * Leaves the profiles and the backends as they are from now on.
 */
void
perch_backend_manager_end_reload (PerchBackendManager *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  clear_parting (self);
}
