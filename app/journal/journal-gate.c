/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-gate.h"

#define MIB (1024 * 1024)

/* What may wait in memory, and how much more when Perch itself has something to say. */
#define WAITING_BYTES (8 * MIB)
#define OWN_BYTES (1 * MIB)

/* What backends may log: a long burst, and in the long run what a disk bears. Once it is used up,
 * lines are dropped until RESUME_BYTES may pass: runs and gaps alternate then, rather than lines.
 */
#define BURST_BYTES (256 * MIB)
#define BYTES_PER_SECOND (4 * MIB)
#define RESUME_BYTES (4 * MIB)

static const char *const reasons[] = {
  [PERCH_JOURNAL_DROP_NOTHING] = "",
  [PERCH_JOURNAL_DROP_FLOOD] = "more output than the log takes, 4 MiB a second",
  [PERCH_JOURNAL_DROP_SLOW] = "the disk is slower than the output",
  [PERCH_JOURNAL_DROP_BROKEN] = "the log could not be written",
};
G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == PERCH_JOURNAL_DROP_BROKEN + 1);

/**
 * perch_journal_gate_init:
 * @now_us: monotonic time
 *
 * Opens the gate.
 */
void
perch_journal_gate_init (PerchJournalGate *self, gint64 now_us)
{
  *self = (PerchJournalGate){ .drop = PERCH_JOURNAL_DROP_NOTHING };
  perch_token_bucket_init (&self->bucket, BURST_BYTES, BYTES_PER_SECOND, now_us);
}

static gboolean
drop_one (PerchJournalGate *self, PerchJournalDrop why)
{
  self->drop = why;
  self->n_unsaid++;
  self->n_dropped++;
  return FALSE;
}

/**
 * perch_journal_gate_pass:
 * @length: bytes of the line
 * @waiting: bytes that were taken and are not being written yet
 * @broken: the log can't be written at the moment
 *
 * Returns: whether to take the line; else it is counted as dropped
 */
gboolean
perch_journal_gate_pass (PerchJournalGate *self, gsize length, gsize waiting, gboolean broken)
{
  if (self->drop != PERCH_JOURNAL_DROP_NOTHING)
    return drop_one (self, self->drop);
  if (waiting >= WAITING_BYTES)
    return drop_one (self, broken ? PERCH_JOURNAL_DROP_BROKEN : PERCH_JOURNAL_DROP_SLOW);
  if (!perch_token_bucket_take (&self->bucket, length))
    return drop_one (self, PERCH_JOURNAL_DROP_FLOOD);
  return TRUE;
}

/**
 * perch_journal_gate_pass_own:
 *
 * As perch_journal_gate_pass(), for a line of Perch's own, which a flood does not keep out.
 *
 * Returns: whether to take the line; else it is counted as dropped
 */
gboolean
perch_journal_gate_pass_own (PerchJournalGate *self, gsize waiting, gboolean broken)
{
  if (waiting < WAITING_BYTES + OWN_BYTES)
    return TRUE;
  return drop_one (self, broken ? PERCH_JOURNAL_DROP_BROKEN : PERCH_JOURNAL_DROP_SLOW);
}

/**
 * perch_journal_gate_tick:
 * @now_us: monotonic time
 *
 * Tells the time; to be called now and then, and before perch_journal_gate_may_resume().
 */
void
perch_journal_gate_tick (PerchJournalGate *self, gint64 now_us)
{
  perch_token_bucket_refill (&self->bucket, now_us);
}

/**
 * perch_journal_gate_may_resume:
 *
 * Returns: whether lines were dropped, and there is room again: not for one, but for a good run of
 *   them
 */
gboolean
perch_journal_gate_may_resume (PerchJournalGate *self, gsize waiting)
{
  switch (self->drop)
    {
    case PERCH_JOURNAL_DROP_FLOOD:
      return perch_token_bucket_get_tokens (&self->bucket) >= RESUME_BYTES;
    case PERCH_JOURNAL_DROP_SLOW:
    case PERCH_JOURNAL_DROP_BROKEN:
      return waiting < WAITING_BYTES / 2;
    case PERCH_JOURNAL_DROP_NOTHING:
    default:
      return FALSE;
    }
}

/**
 * perch_journal_gate_resume:
 *
 * Opens the gate again.
 *
 * Returns: (transfer full): a note for the log that tells how many lines are missing, and why
 */
char *
perch_journal_gate_resume (PerchJournalGate *self)
{
  char *note = g_strdup_printf ("%" G_GUINT64_FORMAT " %s dropped: %s", self->n_unsaid,
                                self->n_unsaid == 1 ? "line" : "lines", reasons[self->drop]);

  self->drop = PERCH_JOURNAL_DROP_NOTHING;
  self->n_unsaid = 0;
  return note;
}
