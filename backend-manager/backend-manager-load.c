/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-manager-private.h"

/* Which backends there are to be, by what is in the folder of profiles. */

/**
 * perch_backend_manager_warn:
 * @topic: what @problems are about
 * @problems: (array zero-terminated=1): all that is wrong with it now
 *
 * As perch_backend_manager_set_problems(), and says in the log what has not been said before.
 */
void
perch_backend_manager_warn (PerchBackendManager *self,
                            const char *topic,
                            const char *const *problems)
{
  const char *const *known = perch_problems_get (self->problems);

  for (guint i = 0; problems[i] != NULL; i++)
    if (!g_strv_contains (known, problems[i]))
      g_warning ("%s", problems[i]);
  perch_backend_manager_set_problems (self, topic, problems);
}

/* What was given by hand takes the place of the executable, not of the other settings. */
static void
apply_override (PerchBackendManager *self, PerchProfile *profile)
{
  if (self->override == NULL || !g_str_equal (profile->name, PERCH_DEFAULT_BACKEND))
    return;

  g_clear_pointer (&profile->executable, g_free);
  if (self->args == NULL)
    return;
  g_strfreev (profile->args);
  profile->args = g_strdupv (self->args);
}

static PerchProfile *
build_default (PerchBackendManager *self)
{
  PerchProfile *profile =
      perch_profile_new (PERCH_DEFAULT_BACKEND, NULL, (const char *const *) self->args);

  g_free (profile->label);
  profile->label = g_strdup (self->label);
  profile->autostart = self->default_autostart;
  return profile;
}

static gboolean
has_name (GPtrArray *profiles, const char *name)
{
  for (guint i = 0; i < profiles->len; i++)
    if (g_str_equal (((const PerchProfile *) g_ptr_array_index (profiles, i))->name, name))
      return TRUE;
  return FALSE;
}

/**
 * perch_backend_manager_plan:
 * @found: what is in the folder of profiles
 * @kept: (element-type PerchProfile): the profiles that stay in force because their files are
 *   broken; one whose name another file has now is left out
 *
 * When there is no profile, or when one was given by hand (`--backend`), there is a backend "main"
 * for what is found.
 *
 * Returns: (transfer full) (element-type PerchProfile): a profile for each backend that there is to
 *   be, each with a name of its own
 */
GPtrArray *
perch_backend_manager_plan (PerchBackendManager *self,
                            const PerchProfileDir *found,
                            GPtrArray *kept)
{
  GPtrArray *plan = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_profile_unref);

  for (guint i = 0; i < found->profiles->len; i++)
    {
      PerchProfile *profile = g_ptr_array_index (found->profiles, i);

      apply_override (self, profile);
      g_ptr_array_add (plan, perch_profile_ref (profile));
    }
  for (guint i = 0; i < kept->len; i++)
    {
      PerchProfile *profile = g_ptr_array_index (kept, i);

      if (!has_name (plan, profile->name))
        g_ptr_array_add (plan, perch_profile_ref (profile));
    }
  if (found->files->len == 0 || (self->override != NULL && !has_name (plan, PERCH_DEFAULT_BACKEND)))
    g_ptr_array_add (plan, build_default (self));
  return plan;
}

/**
 * perch_backend_manager_insert:
 * @index: where in the list
 *
 * Makes the backend of @profile. That the list has changed is for the caller to say.
 */
void
perch_backend_manager_insert (PerchBackendManager *self, guint index, PerchProfile *profile)
{
  PerchBackend *backend = perch_backend_new (profile, self->config);

  g_ptr_array_insert (self->backends, (int) index, backend);
  perch_backend_set_needs_func (backend, perch_backend_manager_find_needs, self);
  g_signal_connect_object (backend, "notify::state",
                           G_CALLBACK (perch_backend_manager_state_changed_cb), self, 0);
  perch_backend_manager_note_autostart (self, profile->name, profile->autostart);
}

/**
 * perch_backend_manager_load:
 *
 * Reads all profiles and makes a backend of each that is sound; when there is no profile, or when
 * one was given by hand (`--backend`), there is a backend "main" for what is found. What is wrong
 * is in perch_backend_manager_get_problems() afterwards. Call it once;
 * perch_backend_manager_reload() looks again.
 */
void
perch_backend_manager_load (PerchBackendManager *self)
{
  g_autoptr (PerchProfileDir) found = NULL;
  g_autoptr (GPtrArray) nothing_kept = g_ptr_array_new ();
  g_autoptr (GPtrArray) plan = NULL;

  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));
  g_return_if_fail (self->backends->len == 0);

  found = perch_profile_dir_load (self->profiles_dir);
  perch_backend_manager_warn (self, "profiles", (const char *const *) found->problems);
  plan = perch_backend_manager_plan (self, found, nothing_kept);
  for (guint i = 0; i < plan->len; i++)
    perch_backend_manager_insert (self, i, g_ptr_array_index (plan, i));
  perch_backend_manager_check_needs (self);

  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->backends->len);
}
