/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-queue.h"

#include "app/approvals/ask-private.h"
#include "app/server/trace-id.h"

#define ID_LENGTH 12

/* Who has asked what is pending comes back within this time, or does not answer. */
#define EXPECTED_US (60 * G_USEC_PER_SEC)

/* Each question is in @pending, oldest first, until it has ended, then in @ended, of which the
 * newest @max_pending are kept for those who come back to ask. @by_id has them all. */
struct _PerchAskQueue
{
  GObject parent_instance;
  guint max_pending;
  GQueue pending; /* (element-type PerchAsk) (owned): links are inside the elements */
  GQueue ended; /* (element-type PerchAsk) (owned): the same */
  GHashTable *by_id; /* (element-type utf8 PerchAsk): unowned */
  PerchDeadlines *deadlines; /* (owned) */
  gint64 expected_until_us; /* monotonic */
};

enum
{
  SETTLE,
  ASKED,
  ENDED,
  REACH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchAskQueue, perch_ask_queue, G_TYPE_OBJECT)

static void
forget (PerchAskQueue *self, GQueue *list, PerchAsk *ask)
{
  g_queue_unlink (list, &ask->link);
  g_hash_table_remove (self->by_id, ask->id);
  ask->queue = NULL;
  g_object_unref (ask);
}

static void
end (PerchAskQueue *self, PerchAsk *ask, PerchAskState state, const PerchAskAnswer *answer)
{
  g_autoptr (PerchAsk) kept = g_object_ref (ask);

  perch_deadlines_clear (self->deadlines, &kept->deadline);
  g_queue_unlink (&self->pending, &kept->link);
  g_queue_push_tail_link (&self->ended, &kept->link);
  if (self->ended.length > self->max_pending)
    forget (self, &self->ended, self->ended.head->data);
  perch_ask_end (kept, state, answer);
  g_signal_emit (self, signals[ENDED], 0, kept);
}

static void
deadline_cb (gpointer owner)
{
  PerchAsk *ask = owner;

  end (ask->queue, ask, PERCH_ASK_STATE_TIMED_OUT, NULL);
}

static void
perch_ask_queue_dispose (GObject *object)
{
  PerchAskQueue *self = PERCH_ASK_QUEUE (object);

  while (self->pending.head != NULL)
    end (self, self->pending.head->data, PERCH_ASK_STATE_WITHDRAWN, NULL);
  while (self->ended.head != NULL)
    forget (self, &self->ended, self->ended.head->data);
  G_OBJECT_CLASS (perch_ask_queue_parent_class)->dispose (object);
}

static void
perch_ask_queue_finalize (GObject *object)
{
  PerchAskQueue *self = PERCH_ASK_QUEUE (object);

  g_hash_table_unref (self->by_id);
  perch_deadlines_free (self->deadlines);
  G_OBJECT_CLASS (perch_ask_queue_parent_class)->finalize (object);
}

static void
perch_ask_queue_class_init (PerchAskQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_ask_queue_dispose;
  object_class->finalize = perch_ask_queue_finalize;

  /**
   * PerchAskQueue::settle:
   * @ask: a question that nobody knows of yet
   *
   * Asks whether the person has answered @ask before.
   *
   * Returns: %TRUE when it is approved, and nobody is to be asked
   */
  signals[SETTLE] = g_signal_new ("settle", PERCH_TYPE_ASK_QUEUE, G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                  PERCH_TYPE_ASK);

  /**
   * PerchAskQueue::asked:
   * @ask: a question that is pending since now
   */
  signals[ASKED] = g_signal_new ("asked", PERCH_TYPE_ASK_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, PERCH_TYPE_ASK);

  /**
   * PerchAskQueue::ended:
   * @ask: a question that is not pending any more
   */
  signals[ENDED] = g_signal_new ("ended", PERCH_TYPE_ASK_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, PERCH_TYPE_ASK);

  /**
   * PerchAskQueue::reach:
   *
   * Asks all through whom the person can be reached, until one of them can.
   *
   * Returns: %TRUE when the person sees a question that is put now
   */
  signals[REACH] = g_signal_new ("reach", PERCH_TYPE_ASK_QUEUE, G_SIGNAL_RUN_LAST, 0,
                                 g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 0);
}

static void
perch_ask_queue_init (PerchAskQueue *self)
{
  g_queue_init (&self->pending);
  g_queue_init (&self->ended);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->deadlines = perch_deadlines_new (deadline_cb);
}

/**
 * perch_ask_queue_new:
 * @max_pending: how many questions may be pending
 *
 * Returns: (transfer full): the questions that are put to the person, oldest first; timed in the
 *   thread-default main context
 */
PerchAskQueue *
perch_ask_queue_new (guint max_pending)
{
  PerchAskQueue *self = NULL;

  g_return_val_if_fail (max_pending > 0, NULL);

  self = g_object_new (PERCH_TYPE_ASK_QUEUE, NULL);
  self->max_pending = max_pending;
  return self;
}

/* Random, so that an answer that comes late, even to the Perch of another day, never fits. */
static char *
new_id (PerchAskQueue *self)
{
  char *id = NULL;

  do
    {
      g_free (id);
      id = perch_trace_id_new ();
      id[ID_LENGTH] = '\0';
    }
  while (g_hash_table_contains (self->by_id, id));
  return id;
}

static PerchAsk *
insert (PerchAskQueue *self, const PerchAskQuestion *question)
{
  g_autofree char *id = new_id (self);
  PerchAsk *ask = perch_ask_new (id, question);

  ask->queue = self;
  ask->link.data = ask;
  g_queue_push_tail_link (&self->pending, &ask->link);
  g_hash_table_insert (self->by_id, ask->id, ask);
  return ask;
}

static gboolean
settle (PerchAskQueue *self, PerchAsk *ask)
{
  const PerchAskAnswer answer = { .approved = TRUE, .way = PERCH_ASK_WAY_STANDING };
  gboolean approved = FALSE;

  g_signal_emit (self, signals[SETTLE], 0, ask, &approved);
  if (approved)
    end (self, ask, PERCH_ASK_STATE_APPROVED, &answer);
  return approved;
}

static gboolean
can_reach_somebody (PerchAskQueue *self)
{
  gboolean reached = FALSE;

  g_signal_emit (self, signals[REACH], 0, &reached);
  return reached || g_get_monotonic_time () < self->expected_until_us;
}

/**
 * perch_ask_queue_add:
 * @self: the questions
 * @question: a new one
 * @error: %PERCH_APPROVALS_ERROR_FULL or %PERCH_APPROVALS_ERROR_NOBODY
 *
 * Puts @question to the person. It ends with PerchAsk::ended, when there is an answer, when its
 * time is up, or when it is withdrawn.
 *
 * Returns: (transfer none) (nullable): the question
 */
PerchAsk *
perch_ask_queue_add (PerchAskQueue *self, const PerchAskQuestion *question, GError **error)
{
  PerchAsk *ask = NULL;

  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (self), NULL);
  g_return_val_if_fail (question != NULL && question->prompt != NULL, NULL);
  g_return_val_if_fail (question->caller != NULL, NULL);

  if (self->pending.length >= self->max_pending)
    {
      g_set_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_FULL,
                   "%u questions wait for the person already", self->pending.length);
      return NULL;
    }
  ask = insert (self, question);
  if (settle (self, ask))
    return ask;
  if (!can_reach_somebody (self))
    {
      forget (self, &self->pending, ask);
      g_set_error_literal (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_NOBODY,
                           "There is nobody to ask: Perch has no display, and nobody listens to "
                           "its events or looks at \"perch ask --list\"");
      return NULL;
    }
  perch_deadlines_set (self->deadlines, &ask->deadline, ask, question->timeout_ms);
  g_signal_emit (self, signals[ASKED], 0, ask);
  return ask;
}

/**
 * perch_ask_queue_lookup:
 * @self: the questions
 * @id: what somebody believes to be the id of one
 *
 * Returns: (transfer none) (nullable): the question, pending or one of the last that have ended
 */
PerchAsk *
perch_ask_queue_lookup (PerchAskQueue *self, const char *id)
{
  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, id);
}

/**
 * perch_ask_queue_peek:
 * @self: the questions
 *
 * Returns: (transfer none) (nullable): the one that has been pending for the longest time
 */
PerchAsk *
perch_ask_queue_peek (PerchAskQueue *self)
{
  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (self), NULL);

  return g_queue_peek_head (&self->pending);
}

/**
 * perch_ask_queue_get_n_pending:
 * @self: the questions
 *
 * Returns: how many are pending
 */
guint
perch_ask_queue_get_n_pending (PerchAskQueue *self)
{
  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (self), 0);

  return self->pending.length;
}

/**
 * perch_ask_queue_list:
 * @self: the questions
 *
 * Returns: (transfer full) (element-type PerchAsk): those that are pending, oldest first
 */
GPtrArray *
perch_ask_queue_list (PerchAskQueue *self)
{
  GPtrArray *asks = NULL;

  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (self), NULL);

  asks = g_ptr_array_new_full (self->pending.length, g_object_unref);
  for (GList *link = self->pending.head; link != NULL; link = link->next)
    g_ptr_array_add (asks, g_object_ref (link->data));
  return asks;
}

/**
 * perch_ask_queue_expect_answers:
 * @self: the questions
 *
 * Somebody has looked at what is pending. For the next minute there is somebody to ask.
 */
void
perch_ask_queue_expect_answers (PerchAskQueue *self)
{
  g_return_if_fail (PERCH_IS_ASK_QUEUE (self));

  self->expected_until_us = g_get_monotonic_time () + EXPECTED_US;
}

/**
 * perch_ask_queue_answer:
 * @self: the questions
 * @ask: one of them
 * @answer: the answer
 * @error: %PERCH_APPROVALS_ERROR_OVER
 *
 * Returns: whether it was the answer; not so if @ask had ended before
 */
gboolean
perch_ask_queue_answer (PerchAskQueue *self,
                        PerchAsk *ask,
                        const PerchAskAnswer *answer,
                        GError **error)
{
  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (self), FALSE);
  g_return_val_if_fail (PERCH_IS_ASK (ask), FALSE);
  g_return_val_if_fail (answer != NULL, FALSE);

  if (ask->state != PERCH_ASK_STATE_PENDING)
    {
      g_autofree char *end_text = perch_ask_describe_end (ask);

      g_set_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_OVER,
                   "Question %s does not wait any more: %s", ask->id, end_text);
      return FALSE;
    }
  end (self, ask, answer->approved ? PERCH_ASK_STATE_APPROVED : PERCH_ASK_STATE_REJECTED, answer);
  return TRUE;
}

/**
 * perch_ask_withdraw:
 * @self: a question
 *
 * Nobody waits for the answer any more. Nothing happens if @self has ended.
 */
void
perch_ask_withdraw (PerchAsk *self)
{
  g_return_if_fail (PERCH_IS_ASK (self));

  if (self->state == PERCH_ASK_STATE_PENDING)
    end (self->queue, self, PERCH_ASK_STATE_WITHDRAWN, NULL);
}
