/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/standing-answers.h"

#define SECTION "standing"
#define MAX_ANSWERS 200
#define MAX_PROMPT_CHARS 4000

/* What the person has approved for some time: off unless the settings say otherwise. @answers are
 * those of the settings, or, while @n_saving writes are under way, newer than these. */
struct _PerchStandingAnswers
{
  GObject parent_instance;
  PerchSettings *settings; /* (owned) */
  PerchAskQueue *asks; /* (owned) */
  PerchJournal *journal; /* (owned) */
  GPtrArray *answers; /* (element-type PerchStandingAnswer) (owned) */
  guint n_saving;
};

G_DEFINE_FINAL_TYPE (PerchStandingAnswers, perch_standing_answers, G_TYPE_OBJECT)

static gint64
get_now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
read_values (PerchStandingAnswers *self, JsonObject *values)
{
  JsonArray *answers = json_object_get_array_member (values, "answers");

  g_ptr_array_set_size (self->answers, 0);
  for (guint i = 0; i < json_array_get_length (answers); i++)
    {
      PerchStandingAnswer *answer =
          perch_standing_answer_read (json_array_get_object_element (answers, i));

      if (answer != NULL)
        g_ptr_array_add (self->answers, answer);
    }
}

/* Returns: (transfer none) (nullable) */
static PerchStandingAnswer *
find (GPtrArray *answers, const char *id)
{
  for (guint i = 0; i < answers->len; i++)
    {
      PerchStandingAnswer *answer = g_ptr_array_index (answers, i);

      if (g_str_equal (answer->id, id))
        return answer;
    }
  return NULL;
}

/* Returns: (transfer full): the ids of the answers that there are */
static GStrv
list_ids (PerchStandingAnswers *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->answers->len; i++)
    g_strv_builder_add (ids,
                        ((const PerchStandingAnswer *) g_ptr_array_index (self->answers, i))->id);
  return g_strv_builder_end (ids);
}

static gboolean
apply_cb (JsonObject *values, gpointer user_data, GError **error)
{
  PerchStandingAnswers *self = user_data;
  g_auto (GStrv) before = NULL;

  if (self->n_saving > 0)
    return TRUE;
  before = list_ids (self);
  read_values (self, values);
  for (guint i = 0; before[i] != NULL; i++)
    if (find (self->answers, before[i]) == NULL)
      perch_journal_note (self->journal, "perch", "standing answer %s: revoked in the settings",
                          before[i]);
  perch_journal_note (
      self->journal, "perch", "standing answers: the settings have %u now, and they are %s",
      self->answers->len, json_object_get_boolean_member (values, "enabled") ? "on" : "off");
  return TRUE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PerchStandingAnswers *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_settings_change_finish (PERCH_SETTINGS (source), result, &error);

  if (outcome == NULL)
    g_warning ("Standing answers are what they were: %s", error->message);
  self->n_saving--;
  if (self->n_saving == 0)
    read_values (self, perch_settings_get (self->settings, SECTION)->values);
  if (outcome != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
add_answers (PerchStandingAnswers *self, JsonBuilder *builder)
{
  gint64 now_s = get_now_s ();

  json_builder_set_member_name (builder, "answers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->answers->len; i++)
    {
      const PerchStandingAnswer *answer = g_ptr_array_index (self->answers, i);

      if (answer->expires_s > now_s)
        perch_standing_answer_add_json (answer, builder);
    }
  json_builder_end_array (builder);
}

/* @task: of who wants to know when the answers that there are now are on the disk */
static void
save (PerchStandingAnswers *self, GTask *task)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  add_answers (self, builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  self->n_saving++;
  perch_settings_change_async (self->settings, SECTION, json_node_get_object (node), NULL, saved_cb,
                               g_object_ref (task));
}

static gboolean
settle_cb (PerchAskQueue *asks, PerchAsk *ask, PerchStandingAnswers *self)
{
  gint64 now_s = get_now_s ();

  if (!perch_standing_answers_is_enabled (self))
    return FALSE;
  for (guint i = 0; i < self->answers->len; i++)
    if (perch_standing_answer_covers (g_ptr_array_index (self->answers, i), ask, now_s))
      return TRUE;
  return FALSE;
}

static void
perch_standing_answers_dispose (GObject *object)
{
  PerchStandingAnswers *self = PERCH_STANDING_ANSWERS (object);

  if (self->settings != NULL)
    perch_settings_set_apply (self->settings, SECTION, NULL, NULL);
  g_clear_object (&self->settings);
  g_clear_object (&self->asks);
  g_clear_object (&self->journal);
  G_OBJECT_CLASS (perch_standing_answers_parent_class)->dispose (object);
}

static void
perch_standing_answers_finalize (GObject *object)
{
  g_ptr_array_unref (PERCH_STANDING_ANSWERS (object)->answers);
  G_OBJECT_CLASS (perch_standing_answers_parent_class)->finalize (object);
}

static void
perch_standing_answers_class_init (PerchStandingAnswersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_standing_answers_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_standing_answers_finalize;
}

static void
perch_standing_answers_init (PerchStandingAnswers *self)
{
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_standing_answer_free);
}

/**
 * perch_standing_answers_new:
 * @settings: where they are kept
 * @asks: the questions; those that are covered are approved before anybody sees them
 * @journal: is told what is given and revoked
 *
 * Returns: (transfer full):
 */
PerchStandingAnswers *
perch_standing_answers_new (PerchSettings *settings, PerchAskQueue *asks, PerchJournal *journal)
{
  PerchStandingAnswers *self = NULL;

  g_return_val_if_fail (PERCH_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (asks), NULL);
  g_return_val_if_fail (PERCH_IS_JOURNAL (journal), NULL);

  self = g_object_new (PERCH_TYPE_STANDING_ANSWERS, NULL);
  self->settings = g_object_ref (settings);
  self->asks = g_object_ref (asks);
  self->journal = g_object_ref (journal);
  read_values (self, perch_settings_get (settings, SECTION)->values);
  perch_settings_set_apply (settings, SECTION, apply_cb, self);
  g_signal_connect_object (asks, "settle", G_CALLBACK (settle_cb), self, 0);
  return self;
}

/**
 * perch_standing_answers_get_asks:
 *
 * Returns: (transfer none): the questions that they are answers to
 */
PerchAskQueue *
perch_standing_answers_get_asks (PerchStandingAnswers *self)
{
  g_return_val_if_fail (PERCH_IS_STANDING_ANSWERS (self), NULL);

  return self->asks;
}

/**
 * perch_standing_answers_is_enabled:
 *
 * Returns: whether answers may be given for some time, and count
 */
gboolean
perch_standing_answers_is_enabled (PerchStandingAnswers *self)
{
  g_return_val_if_fail (PERCH_IS_STANDING_ANSWERS (self), FALSE);

  return json_object_get_boolean_member (perch_settings_get (self->settings, SECTION)->values,
                                         "enabled");
}

static const char *
find_obstacle (PerchStandingAnswers *self, PerchAsk *ask, PerchStandingScope scope, guint seconds)
{
  if (!perch_standing_answers_is_enabled (self))
    return "Answers for some time are off; \"perch config set standing.enabled true\" allows them";
  if (perch_ask_get_state (ask) != PERCH_ASK_STATE_PENDING)
    return "The question does not wait any more";
  if (perch_ask_get_caller (ask)->program == NULL)
    return "Nobody knows which program asks: it can be answered once only";
  if (scope == PERCH_STANDING_SCOPE_TOOL && perch_ask_get_tool_name (ask) == NULL)
    return "The question is about no tool: only that very question can be answered for some time";
  if (g_utf8_strlen (perch_ask_get_prompt (ask), -1) > MAX_PROMPT_CHARS)
    return "The question is too long to be answered for some time";
  if (seconds == 0 || seconds > PERCH_STANDING_MAX_S)
    return "An answer may hold for 30 days at most";
  if (self->answers->len >= MAX_ANSWERS)
    return "There are 200 standing answers already; \"perch ask --revoke\" takes one back";
  return NULL;
}

/**
 * perch_standing_answers_give:
 * @ask: a pending question, which is then to be approved like any other
 * @scope: what is approved
 * @seconds: for how long
 * @error: %PERCH_APPROVALS_ERROR_STANDING
 *
 * From now on questions such as @ask are approved without the person.
 *
 * Returns: whether it is so
 */
gboolean
perch_standing_answers_give (PerchStandingAnswers *self,
                             PerchAsk *ask,
                             PerchStandingScope scope,
                             guint seconds,
                             GError **error)
{
  const char *obstacle = NULL;
  g_autofree char *text = NULL;
  PerchStandingAnswer *answer = NULL;
  g_autoptr (GTask) nobody = NULL;

  g_return_val_if_fail (PERCH_IS_STANDING_ANSWERS (self), FALSE);
  g_return_val_if_fail (PERCH_IS_ASK (ask), FALSE);

  obstacle = find_obstacle (self, ask, scope, seconds);
  if (obstacle != NULL)
    {
      g_set_error_literal (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_STANDING, obstacle);
      return FALSE;
    }
  answer = perch_standing_answer_new (ask, scope, get_now_s () + seconds);
  g_ptr_array_add (self->answers, answer);
  text = perch_standing_answer_describe (answer);
  perch_journal_note (self->journal, "perch", "standing answer %s: %s", answer->id, text);
  nobody = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (nobody, perch_standing_answers_give);
  save (self, nobody);
  return TRUE;
}

/**
 * perch_standing_answers_revoke_async:
 * @id: what somebody believes to be the id of a standing answer
 *
 * Takes back a standing answer. It counts no more from now on; that is sure only when it is on the
 * disk, and then the task returns.
 */
void
perch_standing_answers_revoke_async (PerchStandingAnswers *self,
                                     const char *id,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  PerchStandingAnswer *answer = NULL;

  g_return_if_fail (PERCH_IS_STANDING_ANSWERS (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, perch_standing_answers_revoke_async);
  answer = find (self->answers, id);
  if (answer == NULL)
    {
      g_task_return_new_error (task, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_STANDING,
                               "There is no standing answer \"%s\"", id);
      return;
    }
  g_ptr_array_remove (self->answers, answer);
  perch_journal_note (self->journal, "perch", "standing answer %s: revoked", id);
  save (self, task);
}

/**
 * perch_standing_answers_revoke_finish:
 * @error: %PERCH_APPROVALS_ERROR_STANDING when there is no such answer; #PerchSettingsError when it
 *   could not be saved, and counts on
 *
 * Returns: whether the answer is taken back
 */
gboolean
perch_standing_answers_revoke_finish (PerchStandingAnswers *self,
                                      GAsyncResult *result,
                                      GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * perch_standing_answers_add_json:
 * @builder: a builder in the middle of an object
 *
 * Adds `enabled`, and as `answers` those that have not expired.
 */
void
perch_standing_answers_add_json (PerchStandingAnswers *self, JsonBuilder *builder)
{
  g_return_if_fail (PERCH_IS_STANDING_ANSWERS (self));
  g_return_if_fail (JSON_IS_BUILDER (builder));

  json_builder_set_member_name (builder, "enabled");
  json_builder_add_boolean_value (builder, perch_standing_answers_is_enabled (self));
  add_answers (self, builder);
}
