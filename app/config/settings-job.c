/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-job.h"

#include "app/config/json-compare.h"
#include "app/config/settings-file.h"

typedef struct
{
  const PerchSection *section;
  char *path; /* (owned) */
  JsonObject *in_force; /* (owned) (nullable): there exactly while @changes are */
  JsonObject *changes; /* (owned) (nullable) */
} Job;

static void
job_free (Job *job)
{
  g_free (job->path);
  g_clear_pointer (&job->in_force, json_object_unref);
  g_clear_pointer (&job->changes, json_object_unref);
  g_free (job);
}

/**
 * perch_settings_findings_free:
 * @self: (transfer full): findings
 */
void
perch_settings_findings_free (PerchSettingsFindings *self)
{
  g_clear_pointer (&self->values, json_object_unref);
  g_strfreev (self->warnings);
  g_clear_error (&self->error);
  g_free (self);
}

static void
job_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  PerchSettingsFindings *findings = g_new0 (PerchSettingsFindings, 1);

  /* A file that has gone since somebody wanted it read says nothing, which is not that all is as
   * usual. */
  if (job->changes == NULL)
    findings->values = perch_settings_file_load_if_there (job->section, job->path,
                                                          &findings->warnings, &findings->error);
  else
    findings->values =
        perch_settings_file_change_in_force (job->section, job->path, job->in_force, job->changes,
                                             &findings->warnings, &findings->error);
  g_task_return_pointer (task, findings, (GDestroyNotify) perch_settings_findings_free);
}

/**
 * perch_settings_job_run_async:
 * @section: what kind of file it is
 * @path: where it is
 * @in_force: the settings in force; with them begins a file that has gone, and is to be changed
 * @changes: (nullable): what is to be changed in it, before it is read
 *
 * Works on a settings file in another thread, since disks may be slow and fsync() is. Of all who
 * change files, one at a time.
 */
void
perch_settings_job_run_async (const PerchSection *section,
                              const char *path,
                              JsonObject *in_force,
                              JsonObject *changes,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  /* No source object: the thread may be the last to let go of the task. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->section = section;
  job->path = g_strdup (path);
  /* Copies: reference counts of JSON values are not for two threads. */
  job->in_force = changes != NULL ? perch_json_object_copy (in_force) : NULL;
  job->changes = changes != NULL ? perch_json_object_copy (changes) : NULL;
  g_task_set_source_tag (task, perch_settings_job_run_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, job_thread);
}

/**
 * perch_settings_job_run_finish:
 *
 * Returns: (transfer full): what was found
 */
PerchSettingsFindings *
perch_settings_job_run_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
