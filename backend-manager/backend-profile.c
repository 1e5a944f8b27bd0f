/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

/* What a backend is to run, and what follows when that changes. */

/**
 * perch_backend_is_idle:
 *
 * Returns: whether nothing runs and nothing will until somebody starts it
 */
gboolean
perch_backend_is_idle (PerchBackend *self)
{
  return self->state == PERCH_BACKEND_STATE_STOPPED ||
         self->state == PERCH_BACKEND_STATE_NOT_FOUND || self->state == PERCH_BACKEND_STATE_FAILED;
}

/**
 * perch_backend_use_profile:
 * @profile: (transfer none): what to run and how, from the next run on
 */
void
perch_backend_use_profile (PerchBackend *self, PerchProfile *profile)
{
  perch_profile_ref (profile);
  g_clear_pointer (&self->profile, perch_profile_unref);
  self->profile = profile;
  g_clear_pointer (&self->policy, perch_restart_policy_free);
  self->policy = perch_restart_policy_new (profile->restart, NULL);
  g_clear_pointer (&self->ready_regex, g_regex_unref);
  if (profile->ready_pattern != NULL)
    self->ready_regex = g_regex_new (profile->ready_pattern, G_REGEX_OPTIMIZE, 0, NULL);
  g_object_notify (G_OBJECT (self), "label");
}

/**
 * perch_backend_look:
 *
 * Looks whether the executable is there, while nothing runs: `stopped` or `not-found` follows.
 */
void
perch_backend_look (PerchBackend *self)
{
  PerchExecutablePlaces places = { .override = self->config->override,
                                   .packaged = self->config->packaged,
                                   .installed_dir = self->config->installed_dir,
                                   .example = self->config->example };
  g_autofree char *executable = self->profile->executable != NULL
                                    ? g_strdup (self->profile->executable)
                                    : perch_executable_find (&places);
  g_autofree char *problem = NULL;
  PerchBackendMissing missing = PERCH_BACKEND_MISSING_NOTHING;
  PerchBackendState state = PERCH_BACKEND_STATE_STOPPED;

  if (executable == NULL || !g_file_test (executable, G_FILE_TEST_EXISTS))
    {
      problem = g_strdup_printf ("There is nothing at %s",
                                 executable != NULL ? executable : "any known place");
      missing = PERCH_BACKEND_MISSING_PROGRAM;
      state = PERCH_BACKEND_STATE_NOT_FOUND;
    }
  perch_backend_set_executable (self, executable);
  perch_backend_set_missing (self, missing, problem);
  if (self->state != state)
    perch_backend_set_state (self, state);
}

static void
set_next_profile (PerchBackend *self, PerchProfile *profile)
{
  if (profile != NULL)
    perch_profile_ref (profile);
  g_clear_pointer (&self->next_profile, perch_profile_unref);
  self->next_profile = profile;
  g_object_notify (G_OBJECT (self), "notice");
}

/**
 * perch_backend_change_profile:
 * @profile: (transfer none): a profile of the same name
 *
 * Lets @profile take effect: at once when nothing runs, else at the next start.
 *
 * Returns: whether it is another one than before
 */
gboolean
perch_backend_change_profile (PerchBackend *self, PerchProfile *profile)
{
  if (perch_profile_equal (profile, perch_backend_get_next_profile (self)))
    return FALSE;

  if (perch_profile_equal (profile, self->profile))
    set_next_profile (self, NULL);
  else if (!perch_backend_is_idle (self))
    set_next_profile (self, profile);
  else
    {
      set_next_profile (self, NULL);
      perch_backend_use_profile (self, profile);
      perch_backend_look (self);
    }
  return TRUE;
}

/**
 * perch_backend_apply_next_profile:
 *
 * The next run begins: it goes by the profile that has waited for it.
 */
void
perch_backend_apply_next_profile (PerchBackend *self)
{
  if (self->next_profile == NULL)
    return;
  perch_backend_use_profile (self, self->next_profile);
  set_next_profile (self, NULL);
}

/**
 * perch_backend_get_next_profile:
 *
 * Returns: (transfer none): what its next run goes by
 */
PerchProfile *
perch_backend_get_next_profile (PerchBackend *self)
{
  return self->next_profile != NULL ? self->next_profile : self->profile;
}

/**
 * perch_backend_set_leaving:
 * @leaving: whether its profile is gone
 */
void
perch_backend_set_leaving (PerchBackend *self, gboolean leaving)
{
  if (self->leaving == leaving)
    return;
  self->leaving = leaving;
  g_object_notify (G_OBJECT (self), "notice");
}

/**
 * perch_backend_is_leaving:
 *
 * Returns: whether it is to go when it has stopped
 */
gboolean
perch_backend_is_leaving (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), FALSE);

  return self->leaving;
}

/**
 * perch_backend_get_notice:
 *
 * Returns: (transfer none) (nullable): what a person should know of its profile
 */
const char *
perch_backend_get_notice (PerchBackend *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (self), NULL);

  if (self->leaving)
    return "profile removed, gone when it has stopped";
  return self->next_profile != NULL ? "profile changed, applied at the next start" : NULL;
}
