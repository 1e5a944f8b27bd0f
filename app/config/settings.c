/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-job.h"
#include "app/config/settings-private.h"

/* What is still to be done with a file: to read it again, or to change it. */
typedef struct
{
  PerchSettingsState *state; /* (unowned) */
  JsonObject *changes; /* (owned) (nullable) */
  GTask *task; /* (owned) (nullable): of who wants the changes; its data is a trace id, or NULL */
} Job;

enum
{
  CHANGED,
  PROBLEMS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchSettings, perch_settings, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_clear_pointer (&job->changes, json_object_unref);
  g_clear_object (&job->task);
  g_free (job);
}

static PerchSettingsOutcome *
adopt (PerchSettings *self, const Job *job, const PerchSettingsFindings *findings)
{
  PerchSettingsState *state = job->state;
  const char *const *warnings = (const char *const *) findings->warnings;
  PerchSettingsOutcome *outcome = perch_settings_state_adopt (state, findings->values, warnings);

  perch_settings_state_set_problem (state, NULL);
  g_signal_emit (self, signals[PROBLEMS_CHANGED], 0);
  self->trace_id = job->task != NULL ? g_task_get_task_data (job->task) : NULL;
  if (outcome->changed[0] != NULL)
    g_signal_emit (self, signals[CHANGED], g_quark_from_static_string (state->section->name),
                   state->section->name, state->values);
  self->trace_id = NULL;
  return outcome;
}

static void
refuse_file (PerchSettings *self, PerchSettingsState *state, const GError *error)
{
  gboolean all_stays = state->in_force && (state->section->flags & PERCH_SECTION_IN_PARTS) == 0;
  g_autofree char *problem = g_strconcat (
      error->message, all_stays ? "; what was in force before stays in force" : "", NULL);

  if (perch_settings_state_set_problem (state, problem))
    g_signal_emit (self, signals[PROBLEMS_CHANGED], 0);
}

static void run_next (PerchSettings *self);

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchSettings) self = user_data;
  g_autoptr (PerchSettingsFindings) findings = perch_settings_job_run_finish (result);
  g_autoptr (PerchSettingsOutcome) outcome = NULL;
  Job *job = g_queue_peek_head (self->jobs);

  if (findings->values != NULL)
    outcome = adopt (self, job, findings);
  else if (job->task == NULL && findings->error != NULL)
    refuse_file (self, job->state, findings->error);

  if (job->task != NULL && outcome != NULL)
    g_task_return_pointer (job->task, g_steal_pointer (&outcome),
                           (GDestroyNotify) perch_settings_outcome_free);
  else if (job->task != NULL)
    g_task_return_error (job->task, g_steal_pointer (&findings->error));
  /* Only now: whoever has been told may want the next change already. */
  job_free (g_queue_pop_head (self->jobs));
  run_next (self);
  perch_unsaved_release (self->unsaved);
}

static void
run_next (PerchSettings *self)
{
  const Job *job = g_queue_peek_head (self->jobs);

  if (job != NULL)
    perch_settings_job_run_async (job->state->section, job->state->path, job->state->values,
                                  job->changes, done_cb, g_object_ref (self));
}

static void
add_job (PerchSettings *self, PerchSettingsState *state, JsonObject *changes, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->state = state;
  job->changes = changes != NULL ? json_object_ref (changes) : NULL;
  job->task = task != NULL ? g_object_ref (task) : NULL;
  g_queue_push_tail (self->jobs, job);
  perch_unsaved_hold (self->unsaved);
  if (g_queue_get_length (self->jobs) == 1)
    run_next (self);
}

static void
file_changed_cb (PerchSettingsWatch *watch, const char *name, PerchSettings *self)
{
  const PerchSection *section = perch_sections_find_file (name);

  if (section != NULL)
    perch_settings_reread (self, section->name);
}

static void
perch_settings_dispose (GObject *object)
{
  PerchSettings *self = PERCH_SETTINGS (object);

  g_clear_object (&self->watch);
  G_OBJECT_CLASS (perch_settings_parent_class)->dispose (object);
}

/* No job is left, since the one that is worked on has a reference to the settings. */
static void
perch_settings_finalize (GObject *object)
{
  PerchSettings *self = PERCH_SETTINGS (object);

  g_queue_free (self->jobs);
  perch_unsaved_free (self->unsaved);
  g_ptr_array_unref (self->states);
  g_free (self->folder);
  G_OBJECT_CLASS (perch_settings_parent_class)->finalize (object);
}

static void
perch_settings_class_init (PerchSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_settings_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_settings_finalize;

  /**
   * PerchSettings::changed:
   * @section: the name of a section, also the detail of the signal
   * @values: (type JsonObject): its new settings
   *
   * Other settings than before are in force; see perch_settings_get_trace_id().
   */
  signals[CHANGED] =
      g_signal_new ("changed", PERCH_TYPE_SETTINGS, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);

  /**
   * PerchSettings::problems-changed:
   *
   * There is something else wrong with a file than before, or may be.
   */
  signals[PROBLEMS_CHANGED] = g_signal_new ("problems-changed", PERCH_TYPE_SETTINGS,
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
perch_settings_init (PerchSettings *self)
{
  self->states = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_settings_state_free);
  self->jobs = g_queue_new ();
  self->unsaved = perch_unsaved_new ();
}

/**
 * perch_settings_new:
 * @folder: the settings folder, an absolute path
 *
 * Reads all settings, see perch_settings_state_load(), and follows their files from then on.
 * Blocks while it reads.
 *
 * Returns: (transfer full):
 */
PerchSettings *
perch_settings_new (const char *folder)
{
  PerchSettings *self = NULL;
  const PerchSection *sections = NULL;
  gsize n_sections = 0;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (PERCH_TYPE_SETTINGS, NULL);
  self->folder = g_strdup (folder);
  sections = perch_sections_get (&n_sections);
  for (gsize i = 0; i < n_sections; i++)
    g_ptr_array_add (self->states, perch_settings_state_load (&sections[i], folder));
  self->watch = perch_settings_watch_new (folder);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (file_changed_cb), self, 0);
  return self;
}

/**
 * perch_settings_set_apply:
 * @section: the name of a section that there is
 * @apply: (nullable): what makes new settings take effect; without one, they wait for the next
 *   start
 * @user_data: for @apply; must live until another one is set
 */
void
perch_settings_set_apply (PerchSettings *self,
                          const char *section,
                          PerchSettingsApply apply,
                          gpointer user_data)
{
  PerchSettingsState *state = NULL;

  g_return_if_fail (PERCH_IS_SETTINGS (self));

  state = perch_settings_find (self, section);
  g_return_if_fail (state != NULL);
  state->apply = apply;
  state->apply_data = user_data;
}

/**
 * perch_settings_seed:
 * @section: the name of a section that there is
 *
 * Writes its file with the defaults when there is none. For a section whose file is not written
 * anyway; blocks while it does.
 */
void
perch_settings_seed (PerchSettings *self, const char *section)
{
  PerchSettingsState *state = NULL;

  g_return_if_fail (PERCH_IS_SETTINGS (self));

  state = perch_settings_find (self, section);
  g_return_if_fail (state != NULL);
  perch_settings_state_seed (state);
}

/**
 * perch_settings_reread:
 * @section: the name of a section that there is
 *
 * Looks into the file again, soon. If it is a good one, what has changed in it takes effect; if it
 * is not, or is gone, everything stays as it is.
 */
void
perch_settings_reread (PerchSettings *self, const char *section)
{
  PerchSettingsState *state = NULL;

  g_return_if_fail (PERCH_IS_SETTINGS (self));

  state = perch_settings_find (self, section);
  g_return_if_fail (state != NULL);
  if (g_file_test (state->path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    add_job (self, state, NULL, NULL);
}

/**
 * perch_settings_change_traced_async:
 * @section: the name of a section, as somebody typed it
 * @changes: what is to be another: objects are merged into what is there, null brings a default
 *   back
 * @trace_id: (nullable): of the request that wants it
 * @cancellable: (nullable): ends the waiting, not the change
 *
 * Changes settings: checks them, saves them and makes them take effect.
 */
void
perch_settings_change_traced_async (PerchSettings *self,
                                    const char *section,
                                    JsonObject *changes,
                                    const char *trace_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PERCH_IS_SETTINGS (self));
  g_return_if_fail (section != NULL && changes != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_settings_change_traced_async);
  g_task_set_task_data (task, g_strdup (trace_id), g_free);
  if (perch_sections_find (section, &error) == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    add_job (self, perch_settings_find (self, section), changes, task);
}

/**
 * perch_settings_change_finish:
 * @error: #PerchSettingsError, and nothing has been changed then; or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what came of it
 */
PerchSettingsOutcome *
perch_settings_change_finish (PerchSettings *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
