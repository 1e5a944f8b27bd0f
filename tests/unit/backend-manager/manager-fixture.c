/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/manager-fixture.h"

#include "tests/unit/backend-manager/patience.h"

/** manager_fixture_set_up: a folder without profiles */
void
manager_fixture_set_up (ManagerFixture *fixture, gconstpointer data)
{
  perch_scratch_init (&fixture->scratch);
}

/** manager_fixture_tear_down: */
void
manager_fixture_tear_down (ManagerFixture *fixture, gconstpointer data)
{
  if (fixture->manager != NULL)
    g_assert_finalize_object (fixture->manager);
  perch_scratch_clear (&fixture->scratch);
}

/**
 * manager_fixture_load:
 * @override: (nullable): what is given by hand (`--backend`)
 * @args: (nullable): its arguments
 *
 * Makes the manager, which reads the profiles. Its example is /bin/true.
 */
void
manager_fixture_load (ManagerFixture *fixture, const char *override, const char *const *args)
{
  g_autofree char *guard =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "backend-manager/guard/perch-guard", NULL);
  g_autofree char *run_dir = g_build_filename (fixture->scratch.dir, "run", NULL);
  PerchBackendManagerOptions options = {
    .profiles_dir = fixture->scratch.dir,
    .run_dir = run_dir,
    .guard = guard,
    .places = { .override = override, .example = "/bin/true" },
    .args = args,
  };

  fixture->manager = perch_backend_manager_new (&options);
  perch_backend_manager_load (fixture->manager);
}

/** manager_fixture_write: a profile, as it is */
void
manager_fixture_write (ManagerFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = perch_scratch_write (&fixture->scratch, name, text, 0600);

  g_assert_nonnull (path);
}

/** manager_fixture_find: (transfer none) (nullable): */
PerchBackend *
manager_fixture_find (ManagerFixture *fixture, const char *name)
{
  return perch_backend_manager_lookup (fixture->manager, name);
}

/** manager_fixture_wait: until @backend is in @state */
void
manager_fixture_wait (PerchBackend *backend, PerchBackendState state)
{
  perch_wait_until (perch_backend_get_state (backend) == state);
}
