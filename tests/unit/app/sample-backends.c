/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "sample-backends.h"

#include <glib/gstdio.h>

#include "tests/unit/backend-manager/scratch.h"

void
sample_backends_init (SampleBackends *self)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("perch-sample-XXXXXX", &error);
  g_assert_no_error (error);
  self->profiles_dir = g_build_filename (self->dir, "backends", NULL);
  self->run_dir = g_build_filename (self->dir, "run", NULL);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->manager = NULL;
  g_assert_cmpint (g_mkdir (self->profiles_dir, 0700), ==, 0);
}

static void
write_file (const char *path, const char *text, int mode)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, mode, &error);
  g_assert_no_error (error);
}

/* A profile as it is. */
void
sample_backends_add_profile (SampleBackends *self, const char *name, const char *json)
{
  g_autofree char *file = g_strdup_printf ("%s/%s.json", self->profiles_dir, name);

  write_file (file, json, 0600);
}

/* A profile that can't be loaded, which Perch says when it tries. */
void
sample_backends_add_broken (SampleBackends *self, const char *name)
{
  sample_backends_add_profile (self, name, "{");
  g_ptr_array_add (self->warnings, g_strdup_printf ("*%s.json*", name));
}

static void
add (SampleBackends *self, const char *name, const char *script, const char *restart)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n%s\n", script);
  g_autofree char *json =
      g_strdup_printf ("{\"label\": \"The %s_one\", \"executable\": \"%s\", \"restart\": \"%s\"}",
                       name, path, restart);

  write_file (path, text, 0700);
  sample_backends_add_profile (self, name, json);
}

/* A backend that is a shell script and is started once only. */
void
sample_backends_add (SampleBackends *self, const char *name, const char *script)
{
  add (self, name, script, "never");
}

/* The same, but it is started again when it fails. */
void
sample_backends_add_restarting (SampleBackends *self, const char *name, const char *script)
{
  add (self, name, script, "on-failure");
}

void
sample_backends_load (SampleBackends *self)
{
  g_autofree char *guard = g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "backend-manager",
                                             "guard", "perch-guard", NULL);
  g_autofree char *place_dir = g_build_filename (self->dir, "places", NULL);
  const PerchBackendManagerOptions options = { .profiles_dir = self->profiles_dir,
                                               .run_dir = self->run_dir,
                                               .place_dir = place_dir,
                                               .guard = guard };

  self->manager = perch_backend_manager_new (&options);
  for (guint i = 0; i < self->warnings->len; i++)
    g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, self->warnings->pdata[i]);
  perch_backend_manager_load (self->manager);
  g_test_assert_expected_messages ();
}

PerchBackend *
sample_backends_get (SampleBackends *self, const char *name)
{
  PerchBackend *backend = perch_backend_manager_lookup (self->manager, name);

  g_assert_nonnull (backend);
  return backend;
}

void
sample_backends_wait (PerchBackend *backend, PerchBackendState state)
{
  sample_wait_until (perch_backend_get_state (backend) == state);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Stops all that runs and removes the folder. */
void
sample_backends_clear (SampleBackends *self)
{
  if (self->manager != NULL)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      perch_backend_manager_stop_all_async (self->manager, stopped_cb, &result);
      sample_wait_until (result != NULL);
      perch_backend_manager_stop_all_finish (self->manager, result, &error);
      g_assert_no_error (error);
    }
  g_clear_object (&self->manager);
  perch_scratch_remove_tree (self->dir);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->profiles_dir, g_free);
  g_clear_pointer (&self->run_dir, g_free);
}
