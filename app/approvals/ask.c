/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-private.h"

enum
{
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchAsk, perch_ask, G_TYPE_OBJECT)

static void
perch_ask_finalize (GObject *object)
{
  PerchAsk *self = PERCH_ASK (object);

  g_assert (self->queue == NULL);
  g_free (self->id);
  g_free (self->prompt);
  g_free (self->tool_name);
  g_free (self->args);
  g_free (self->trace_id);
  g_free (self->response);
  g_clear_pointer (&self->caller, perch_caller_free);
  g_clear_pointer (&self->by, perch_caller_free);
  G_OBJECT_CLASS (perch_ask_parent_class)->finalize (object);
}

static void
perch_ask_class_init (PerchAskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_ask_finalize;

  /**
   * PerchAsk::ended:
   *
   * The question is not pending any more. Emitted once.
   */
  signals[ENDED] = g_signal_new ("ended", PERCH_TYPE_ASK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
perch_ask_init (PerchAsk *self)
{
}

/**
 * perch_ask_new:
 * @id: what answers are bound to
 * @question: copied
 *
 * Returns: (transfer full): a question that nobody has put yet
 */
PerchAsk *
perch_ask_new (const char *id, const PerchAskQuestion *question)
{
  PerchAsk *self = g_object_new (PERCH_TYPE_ASK, NULL);

  self->id = g_strdup (id);
  self->prompt = g_strdup (question->prompt);
  self->tool_name = g_strdup (question->tool_name);
  self->args = g_strdup (question->args);
  self->trace_id = g_strdup (question->trace_id);
  self->caller = perch_caller_copy (question->caller);
  self->timeout_ms = question->timeout_ms;
  self->asked_us = g_get_monotonic_time ();
  self->asked_real_us = g_get_real_time ();
  return self;
}

/**
 * perch_ask_end:
 * @self: a pending question
 * @state: what became of it
 * @answer: (nullable): the answer, where there is one
 */
void
perch_ask_end (PerchAsk *self, PerchAskState state, const PerchAskAnswer *answer)
{
  g_return_if_fail (PERCH_IS_ASK (self));
  g_return_if_fail (self->state == PERCH_ASK_STATE_PENDING && state != PERCH_ASK_STATE_PENDING);

  self->state = state;
  self->ended_us = g_get_monotonic_time ();
  if (answer != NULL)
    {
      self->way = answer->way;
      self->response = g_strdup (answer->response);
      self->by = answer->by != NULL ? perch_caller_copy (answer->by) : NULL;
    }
  g_signal_emit (self, signals[ENDED], 0);
}

/**
 * perch_ask_get_id:
 *
 * Returns: (transfer none): 12 hex digits that no other question has had
 */
const char *
perch_ask_get_id (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), NULL);

  return self->id;
}

/**
 * perch_ask_get_prompt:
 *
 * Returns: (transfer none): what is asked, as it came: it may hold anything
 */
const char *
perch_ask_get_prompt (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), NULL);

  return self->prompt;
}

/**
 * perch_ask_get_tool_name:
 *
 * Returns: (transfer none) (nullable): the tool that is to be allowed
 */
const char *
perch_ask_get_tool_name (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), NULL);

  return self->tool_name;
}

/**
 * perch_ask_get_args:
 *
 * Returns: (transfer none) (nullable): its arguments, as JSON
 */
const char *
perch_ask_get_args (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), NULL);

  return self->args;
}

/**
 * perch_ask_get_caller:
 *
 * Returns: (transfer none): who asks
 */
const PerchCaller *
perch_ask_get_caller (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), NULL);

  return self->caller;
}

/**
 * perch_ask_get_trace_id:
 *
 * Returns: (transfer none) (nullable): what the question belongs to
 */
const char *
perch_ask_get_trace_id (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), NULL);

  return self->trace_id;
}

/**
 * perch_ask_get_state:
 *
 * Returns: what has become of it
 */
PerchAskState
perch_ask_get_state (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), PERCH_ASK_STATE_WITHDRAWN);

  return self->state;
}

/**
 * perch_ask_get_approved:
 *
 * Returns: whether the answer is yes; as long as there is none, it is not
 */
gboolean
perch_ask_get_approved (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), FALSE);

  return self->state == PERCH_ASK_STATE_APPROVED;
}

/**
 * perch_ask_get_response:
 *
 * Returns: (transfer none): what the person said to it, may be empty
 */
const char *
perch_ask_get_response (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), NULL);

  return self->response != NULL ? self->response : "";
}

/**
 * perch_ask_get_remaining_us:
 *
 * Returns: how much time is left for an answer, 0 when there is no more
 */
gint64
perch_ask_get_remaining_us (PerchAsk *self)
{
  gint64 end_us = 0;

  g_return_val_if_fail (PERCH_IS_ASK (self), 0);

  if (self->state != PERCH_ASK_STATE_PENDING)
    return 0;
  end_us = self->asked_us + self->timeout_ms * G_GINT64_CONSTANT (1000);
  return MAX (end_us - g_get_monotonic_time (), 0);
}

/**
 * perch_ask_get_taken_us:
 *
 * Returns: how long it has been pending
 */
gint64
perch_ask_get_taken_us (PerchAsk *self)
{
  g_return_val_if_fail (PERCH_IS_ASK (self), 0);

  return (self->state == PERCH_ASK_STATE_PENDING ? g_get_monotonic_time () : self->ended_us) -
         self->asked_us;
}
