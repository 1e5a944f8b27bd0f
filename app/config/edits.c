/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/edits.h"

#include <glib/gi18n.h>

#include "app/config/edit.h"
#include "app/config/json-compare.h"
#include "app/config/profile-files.h"

/* What is to be done: @edit, which takes the newest of @done back if @is_undo. */
typedef struct
{
  PerchEdit *edit; /* (owned) (nullable): %NULL for an undo that has not begun */
  gboolean is_undo;
  GTask *task; /* (owned) */
} Job;

/* What one person changes in one window, and can take back. @done has the changes that can be, the
 * newest first. Only the first of @jobs is under way: what was there before a change is known only
 * when the one before it is over. */
struct _PerchEdits
{
  GObject parent_instance;
  PerchSettings *settings; /* (owned) */
  PerchProfileFiles *files; /* (owned) */
  GQueue *done; /* (owned) (element-type PerchEdit) */
  GQueue *jobs; /* (owned) (element-type Job) */
};

enum
{
  CHANGED,
  UNDO_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchEdits, perch_edits, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_clear_pointer (&job->edit, perch_edit_free);
  g_object_unref (job->task);
  g_free (job);
}

static gboolean
is_profile (const char *target)
{
  return g_path_is_absolute (target);
}

static JsonObject *
get_values (PerchEdits *self, const char *target)
{
  const PerchSettingsState *state = NULL;

  if (is_profile (target))
    return perch_profile_files_get (self->files, target);
  state = perch_settings_get (self->settings, target);
  return state != NULL ? state->values : NULL;
}

static void
note_done (PerchEdits *self, Job *job)
{
  if (job->is_undo)
    perch_edit_free (g_queue_pop_head (self->done));
  else
    g_queue_push_head (self->done, g_steal_pointer (&job->edit));
  if (g_queue_get_length (self->done) > PERCH_EDITS_MAX)
    perch_edit_free (g_queue_pop_tail (self->done));
  g_signal_emit (self, signals[UNDO_CHANGED], 0);
}

static void run_next (PerchEdits *self);

/* @outcome: (transfer full) (nullable): what came of the first job, or %NULL and @error */
static void
finish_job (PerchEdits *self, PerchSettingsOutcome *outcome, GError *error)
{
  Job *job = g_queue_peek_head (self->jobs);

  if (outcome != NULL && outcome->changed[0] != NULL)
    note_done (self, job);
  if (outcome != NULL)
    g_task_return_pointer (job->task, outcome, (GDestroyNotify) perch_settings_outcome_free);
  else
    g_task_return_error (job->task, error);
  /* Only now: whoever has been told may want the next change already. */
  job_free (g_queue_pop_head (self->jobs));
  run_next (self);
  perch_unsaved_release (perch_settings_get_unsaved (self->settings));
}

static void
section_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchEdits) self = user_data;
  GError *error = NULL;
  PerchSettingsOutcome *outcome =
      perch_settings_change_finish (PERCH_SETTINGS (source), result, &error);

  finish_job (self, outcome, error);
}

/* What a profile said before is known for sure only now. */
static PerchSettingsOutcome *
describe_profile_change (const Job *job, JsonObject *before)
{
  PerchSettingsOutcome *outcome = g_new0 (PerchSettingsOutcome, 1);
  g_autoptr (JsonObject) nothing = json_object_new ();

  if (!job->is_undo)
    perch_edit_note_before (job->edit, before);
  outcome->changed =
      perch_json_list_changes (job->edit->before != NULL ? job->edit->before : nothing,
                               job->edit->after != NULL ? job->edit->after : nothing);
  outcome->later = g_new0 (char *, 1);
  return outcome;
}

static void
profile_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchEdits) self = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) before =
      perch_profile_files_change_finish (PERCH_PROFILE_FILES (source), result, &error);
  PerchSettingsOutcome *outcome = NULL;

  if (before != NULL)
    outcome = describe_profile_change (g_queue_peek_head (self->jobs), before);
  finish_job (self, outcome, error);
}

static void
refuse_undo (PerchEdits *self, const PerchEdit *edit)
{
  GError *error =
      g_error_new (PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE,
                   /* Translators: %s is the name of a setting */
                   _ ("“%s” has been changed elsewhere since, and stays what it is"), edit->label);

  perch_edit_free (g_queue_pop_head (self->done));
  g_signal_emit (self, signals[UNDO_CHANGED], 0);
  finish_job (self, NULL, error);
}

/* Returns: whether the first job has something to do now; else it is over */
static gboolean
prepare (PerchEdits *self, Job *job)
{
  const PerchEdit *last = g_queue_peek_head (self->done);

  if (!job->is_undo)
    {
      if (!is_profile (job->edit->target))
        perch_edit_note_before (job->edit, get_values (self, job->edit->target));
      return TRUE;
    }
  if (last == NULL)
    {
      finish_job (self, NULL,
                  g_error_new_literal (PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE,
                                       "There is nothing to undo"));
      return FALSE;
    }
  if (!perch_edit_is_in_force (last, get_values (self, last->target)))
    {
      refuse_undo (self, last);
      return FALSE;
    }
  job->edit = perch_edit_new_undo (last);
  return TRUE;
}

static void
run_next (PerchEdits *self)
{
  Job *job = g_queue_peek_head (self->jobs);

  if (job == NULL || !prepare (self, job))
    return;
  if (is_profile (job->edit->target))
    perch_profile_files_change_async (self->files, job->edit->target, job->edit->after,
                                      profile_changed_cb, g_object_ref (self));
  else
    perch_settings_change_async (self->settings, job->edit->target, job->edit->after, NULL,
                                 section_changed_cb, g_object_ref (self));
}

static void
add_job (PerchEdits *self, PerchEdit *edit, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->edit = edit;
  job->is_undo = edit == NULL;
  job->task = g_object_ref (task);
  g_queue_push_tail (self->jobs, job);
  perch_unsaved_hold (perch_settings_get_unsaved (self->settings));
  if (g_queue_get_length (self->jobs) == 1)
    run_next (self);
}

static void
settings_changed_cb (PerchSettings *settings,
                     const char *section,
                     JsonObject *values,
                     PerchEdits *self)
{
  g_signal_emit (self, signals[CHANGED], 0, section);
}

static void
file_changed_cb (PerchProfileFiles *files, const char *path, PerchEdits *self)
{
  g_signal_emit (self, signals[CHANGED], 0, path);
}

static void
perch_edits_dispose (GObject *object)
{
  PerchEdits *self = PERCH_EDITS (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->files);
  G_OBJECT_CLASS (perch_edits_parent_class)->dispose (object);
}

/* No job is left, since the one that is under way has a reference to the object. */
static void
perch_edits_finalize (GObject *object)
{
  PerchEdits *self = PERCH_EDITS (object);

  g_queue_free (self->jobs);
  g_queue_free_full (self->done, (GDestroyNotify) perch_edit_free);
  G_OBJECT_CLASS (perch_edits_parent_class)->finalize (object);
}

static void
perch_edits_class_init (PerchEditsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_edits_dispose;
  object_class->finalize = perch_edits_finalize;

  /**
   * PerchEdits::changed:
   * @target: the name of a section, or the file of a profile
   *
   * Its values are others now, whoever has changed them.
   */
  signals[CHANGED] = g_signal_new ("changed", PERCH_TYPE_EDITS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * PerchEdits::undo-changed:
   *
   * There is something else to undo than before, or nothing any more.
   */
  signals[UNDO_CHANGED] = g_signal_new ("undo-changed", PERCH_TYPE_EDITS, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
perch_edits_init (PerchEdits *self)
{
  self->done = g_queue_new ();
  self->jobs = g_queue_new ();
}

/**
 * perch_edits_new:
 * @settings: the settings
 * @profiles_dir: the folder of the profiles, an absolute path
 *
 * Returns: (transfer full): nothing has been changed by it yet
 */
PerchEdits *
perch_edits_new (PerchSettings *settings, const char *profiles_dir)
{
  PerchEdits *self = NULL;

  g_return_val_if_fail (PERCH_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (profiles_dir != NULL, NULL);

  self = g_object_new (PERCH_TYPE_EDITS, NULL);
  self->settings = g_object_ref (settings);
  self->files = perch_profile_files_new (profiles_dir);
  g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, 0);
  g_signal_connect_object (self->files, "changed", G_CALLBACK (file_changed_cb), self, 0);
  return self;
}

/**
 * perch_edits_get:
 * @target: the name of a section, or the file of a profile
 * @name: a member of it
 *
 * A profile is read when it is first asked for, see perch_profile_files_get().
 *
 * Returns: (transfer none) (nullable): its value; %NULL when a profile does not say it
 */
JsonNode *
perch_edits_get (PerchEdits *self, const char *target, const char *name)
{
  JsonObject *values = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (self), NULL);
  g_return_val_if_fail (target != NULL && name != NULL, NULL);

  values = get_values (self, target);
  return values != NULL ? json_object_get_member (values, name) : NULL;
}

/**
 * perch_edits_change_async:
 * @target: the name of a section, or the file of a profile, which may not be there yet
 * @changes: members and their new values; null brings the default back
 * @label: what a person calls what is changed
 *
 * Changes settings: checks them, saves them and makes them take effect. It can be undone then.
 */
void
perch_edits_change_async (PerchEdits *self,
                          const char *target,
                          JsonObject *changes,
                          const char *label,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_EDITS (self));
  g_return_if_fail (target != NULL && changes != NULL && label != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_edits_change_async);
  add_job (self, perch_edit_new (target, label, changes), task);
}

/**
 * perch_edits_undo_async:
 *
 * Takes the newest change back that has not been. When somebody else has changed the same settings
 * since, they stay what they are, and the error says so.
 */
void
perch_edits_undo_async (PerchEdits *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_EDITS (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_edits_undo_async);
  add_job (self, NULL, task);
}

/**
 * perch_edits_finish:
 * @error: #PerchSettingsError, and nothing has been changed then
 *
 * Returns: (transfer full) (nullable): what came of a change, or of taking one back
 */
PerchSettingsOutcome *
perch_edits_finish (PerchEdits *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_edits_get_undo_label:
 *
 * Returns: (transfer none) (nullable): what perch_edits_undo_async() would bring back, as a person
 *   calls it; %NULL when there is nothing to undo
 */
const char *
perch_edits_get_undo_label (PerchEdits *self)
{
  const PerchEdit *last = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (self), NULL);

  last = g_queue_peek_head (self->done);
  return last != NULL ? last->label : NULL;
}
