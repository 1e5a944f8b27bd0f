/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/profile-files.h"

#include "app/config/json-compare.h"
#include "app/config/profile-change.h"
#include "app/config/settings-watch.h"

typedef enum
{
  JOB_READ,
  JOB_CHANGE,
  JOB_REMOVE,
} JobKind;

/* What is to be done with a file, and what came of it: @before and @values, what the file said and
 * says then, or @error.
 * It belongs to a thread while that works, but for @task. */
typedef struct
{
  JobKind kind;
  char *path; /* (owned) */
  JsonObject *changes; /* (owned) (nullable): for CHANGE */
  JsonObject *before; /* (owned) (nullable) */
  JsonObject *values; /* (owned) (nullable) */
  GError *error; /* (owned) (nullable) */
  GTask *task; /* (owned) (nullable): of who wants the change */
} Job;

/* What the files of profiles say, for who wants to change them. @values has what was asked for: the
 * file and what it says, %NULL while it has not been read. Only the first of @jobs is being worked
 * on, so that no change gets lost in another one. */
struct _PerchProfileFiles
{
  GObject parent_instance;
  char *folder; /* (owned) */
  GHashTable *values; /* (owned) (element-type filename JsonObject) */
  GQueue *jobs; /* (owned) (element-type Job) */
  PerchSettingsWatch *watch; /* (owned) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchProfileFiles, perch_profile_files, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_free (job->path);
  g_clear_pointer (&job->changes, json_object_unref);
  g_clear_pointer (&job->before, json_object_unref);
  g_clear_pointer (&job->values, json_object_unref);
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_free (job);
}

static void
work (GTask *worker, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;

  if (job->kind != JOB_REMOVE)
    job->before = perch_profile_change_read (job->path, &job->error);
  switch (job->error == NULL ? job->kind : JOB_READ)
    {
    case JOB_READ:
      job->values = job->before != NULL ? json_object_ref (job->before) : NULL;
      break;
    case JOB_CHANGE:
      job->values = perch_profile_change_save (job->path, job->changes, &job->error);
      break;
    case JOB_REMOVE:
      job->before = json_object_new ();
      if (perch_profile_change_remove (job->path, &job->error))
        job->values = json_object_new ();
      break;
    default:
      g_assert_not_reached ();
    }
  g_task_return_boolean (worker, job->error == NULL);
}

/* A file with errors leaves what was: that is in force, too. */
static void
adopt (PerchProfileFiles *self, const Job *job)
{
  JsonObject *before = g_hash_table_lookup (self->values, job->path);

  if (job->values == NULL || (before != NULL && perch_json_objects_equal (before, job->values)))
    return;
  g_hash_table_insert (self->values, g_strdup (job->path), json_object_ref (job->values));
  g_signal_emit (self, signals[CHANGED], 0, job->path);
}

static void run_next (PerchProfileFiles *self);

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchProfileFiles) self = user_data;
  Job *job = g_queue_peek_head (self->jobs);

  adopt (self, job);
  if (job->task != NULL && job->error == NULL)
    g_task_return_pointer (job->task, g_steal_pointer (&job->before),
                           (GDestroyNotify) json_object_unref);
  else if (job->task != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  /* Only now: whoever has been told may want the next change already. */
  job_free (g_queue_pop_head (self->jobs));
  run_next (self);
}

static void
run_next (PerchProfileFiles *self)
{
  Job *job = g_queue_peek_head (self->jobs);
  g_autoptr (GTask) worker = NULL;

  if (job == NULL)
    return;
  /* No source object: the thread may be the last to let go of the task. */
  worker = g_task_new (NULL, NULL, worked_cb, g_object_ref (self));
  g_task_set_source_tag (worker, run_next);
  g_task_set_task_data (worker, job, NULL);
  g_task_run_in_thread (worker, work);
}

static void
add_job (PerchProfileFiles *self, JobKind kind, const char *path, JsonObject *changes, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->path = g_strdup (path);
  /* A copy: reference counts of JSON values are not for two threads. */
  job->changes = changes != NULL ? perch_json_object_copy (changes) : NULL;
  job->task = task != NULL ? g_object_ref (task) : NULL;
  g_queue_push_tail (self->jobs, job);
  if (g_queue_get_length (self->jobs) == 1)
    run_next (self);
}

static void
file_changed_cb (PerchSettingsWatch *watch, const char *name, PerchProfileFiles *self)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  if (g_hash_table_contains (self->values, path))
    add_job (self, JOB_READ, path, NULL, NULL);
}

static void
perch_profile_files_dispose (GObject *object)
{
  g_clear_object (&PERCH_PROFILE_FILES (object)->watch);
  G_OBJECT_CLASS (perch_profile_files_parent_class)->dispose (object);
}

/* No job is left, since the one that is worked on has a reference to the object. */
static void
perch_profile_files_finalize (GObject *object)
{
  PerchProfileFiles *self = PERCH_PROFILE_FILES (object);

  g_queue_free (self->jobs);
  g_hash_table_unref (self->values);
  g_free (self->folder);
  G_OBJECT_CLASS (perch_profile_files_parent_class)->finalize (object);
}

static void
perch_profile_files_class_init (PerchProfileFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_profile_files_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_profile_files_finalize;

  /**
   * PerchProfileFiles::changed:
   * @path: a file that somebody has asked for
   *
   * It says something else than before.
   */
  signals[CHANGED] = g_signal_new ("changed", PERCH_TYPE_PROFILE_FILES, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
forget (gpointer values)
{
  if (values != NULL)
    json_object_unref (values);
}

static void
perch_profile_files_init (PerchProfileFiles *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, forget);
  self->jobs = g_queue_new ();
}

/**
 * perch_profile_files_new:
 * @folder: the folder of the profiles, an absolute path; need not exist
 *
 * Returns: (transfer full):
 */
PerchProfileFiles *
perch_profile_files_new (const char *folder)
{
  PerchProfileFiles *self = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (PERCH_TYPE_PROFILE_FILES, NULL);
  self->folder = g_strdup (folder);
  self->watch = perch_settings_watch_new (folder);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (file_changed_cb), self, 0);
  return self;
}

/**
 * perch_profile_files_get:
 * @path: a file in the folder
 *
 * The first time it is read, which takes a moment; #PerchProfileFiles::changed tells when it is,
 * and whenever it changes from then on.
 *
 * Returns: (transfer none) (nullable): what the file says, or the last good one that was there
 */
JsonObject *
perch_profile_files_get (PerchProfileFiles *self, const char *path)
{
  g_return_val_if_fail (PERCH_IS_PROFILE_FILES (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  if (!g_hash_table_contains (self->values, path))
    {
      g_hash_table_insert (self->values, g_strdup (path), NULL);
      add_job (self, JOB_READ, path, NULL, NULL);
    }
  return g_hash_table_lookup (self->values, path);
}

/**
 * perch_profile_files_change_async:
 * @path: a file in the folder, which may not be there yet
 * @changes: (nullable): what is to be another: null takes a member out; %NULL removes the file
 *
 * Changes a profile, see perch_profile_change_save().
 */
void
perch_profile_files_change_async (PerchProfileFiles *self,
                                  const char *path,
                                  JsonObject *changes,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_PROFILE_FILES (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_profile_files_change_async);
  add_job (self, changes != NULL ? JOB_CHANGE : JOB_REMOVE, path, changes, task);
}

/**
 * perch_profile_files_change_finish:
 * @error: #PerchSettingsError, and nothing has been changed then
 *
 * Returns: (transfer full) (nullable): what a changed file said before: nothing if there was none
 */
JsonObject *
perch_profile_files_change_finish (PerchProfileFiles *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
