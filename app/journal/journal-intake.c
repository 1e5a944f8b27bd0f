/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-intake.h"

#include <string.h>

#include "app/journal/journal-format.h"
#include "app/journal/mask.h"
#include "app/journal/repeats.h"

/* Instead of an object that can't be read, which should not happen. */
#define UNREADABLE "{\"masked\":true}"

struct _PerchJournalIntakeParts
{
  PerchJournalFormat *format; /* (owned) */
  PerchMask *mask; /* (owned) */
  PerchRepeats *repeats; /* (owned) */
};

/* Returns: whether @entry has something to mask. What is within the fields is not looked at twice.
 */
static inline gboolean
needs_mask (const PerchJournalIntake *self, const PerchJournalEntry *entry)
{
  const PerchMask *mask = self->parts->mask;
  const char *fields_end = entry->fields + entry->fields_length;
  gboolean within = entry->message >= entry->fields && entry->message < fields_end;

  return (entry->fields_length > 0 &&
          perch_mask_is_needed (mask, entry->fields, entry->fields_length)) ||
         (!within && perch_mask_is_needed (mask, entry->message, entry->message_length));
}

/* Adds @entry with its secrets masked, which seldom is necessary. */
static void
add_masked (PerchJournalIntake *self, const PerchJournalEntry *entry)
{
  const PerchMask *mask = self->parts->mask;
  PerchJournalEntry masked = *entry;
  g_autoptr (GString) message = g_string_sized_new (entry->message_length);
  g_autoptr (GString) trace_id = g_string_new (NULL);
  g_autoptr (GString) fields = g_string_sized_new (entry->fields_length);

  perch_mask_append_text (mask, message, entry->message, entry->message_length);
  masked.message = message->str;
  masked.message_length = message->len;
  if (entry->trace_id != NULL)
    {
      perch_mask_append_text (mask, trace_id, entry->trace_id, entry->trace_id_length);
      masked.trace_id = trace_id->str;
      masked.trace_id_length = trace_id->len;
    }
  if (entry->fields != NULL)
    {
      if (!perch_mask_append_json (mask, fields, entry->fields, entry->fields_length))
        g_string_assign (fields, UNREADABLE);
      masked.fields = fields->str;
      masked.fields_length = fields->len;
    }
  perch_journal_format_add (self->parts->format, &masked, self->text, self->json);
}

static inline void
take (PerchJournalIntake *self, const PerchJournalEntry *entry)
{
  self->n_taken++;
  if (G_UNLIKELY (needs_mask (self, entry)))
    add_masked (self, entry);
  else
    perch_journal_format_add (self->parts->format, entry, self->text, self->json);
}

/* Notes of Perch about the log itself, and what stands alone: never held back as repeated. */
static void
take_note (const PerchJournalEntry *note, gpointer user_data)
{
  PerchJournalIntake *self = user_data;

  if (perch_journal_gate_pass_own (&self->gate, perch_journal_intake_get_waiting (self),
                                   self->broken))
    take (self, note);
}

/**
 * perch_journal_intake_init:
 * @buffer_bytes: how large the buffers are at first
 *
 * Makes an intake, which must stay where it is, and be cleared with perch_journal_intake_clear().
 */
void
perch_journal_intake_init (PerchJournalIntake *self, gsize buffer_bytes)
{
  *self = (PerchJournalIntake){ .text = g_string_sized_new (buffer_bytes),
                                .json = g_string_sized_new (buffer_bytes),
                                .parts = g_new0 (PerchJournalIntakeParts, 1) };
  perch_journal_gate_init (&self->gate, g_get_monotonic_time ());
  self->parts->format = perch_journal_format_new ();
  self->parts->mask = perch_mask_new ();
  self->parts->repeats = perch_repeats_new (take_note, self);
}

/**
 * perch_journal_intake_clear:
 *
 * Frees what it has.
 */
void
perch_journal_intake_clear (PerchJournalIntake *self)
{
  perch_repeats_free (self->parts->repeats);
  perch_mask_free (self->parts->mask);
  perch_journal_format_free (self->parts->format);
  g_clear_pointer (&self->parts, g_free);
  g_string_free (g_steal_pointer (&self->text), TRUE);
  g_string_free (g_steal_pointer (&self->json), TRUE);
}

/**
 * perch_journal_intake_add_secret:
 *
 * See perch_mask_add_secret().
 */
void
perch_journal_intake_add_secret (PerchJournalIntake *self, const char *secret)
{
  perch_mask_add_secret (self->parts->mask, secret);
}

/**
 * perch_journal_intake_add_own:
 *
 * Adds a line of Perch's own, which a flood does not keep out: unless it repeats itself, it is
 * masked and written into the buffers.
 */
void
perch_journal_intake_add_own (PerchJournalIntake *self, const PerchJournalEntry *entry)
{
  if (perch_repeats_pass (self->parts->repeats, entry))
    take_note (entry, self);
}

/**
 * perch_journal_intake_add:
 *
 * The same for a line of a backend, or of a client's request: it must be let in by the gate, too,
 * unless it stands alone.
 */
void
perch_journal_intake_add (PerchJournalIntake *self, const PerchJournalEntry *entry)
{
  gsize length = MAX (entry->message_length, entry->fields_length);

  if (G_UNLIKELY (entry->stands_alone))
    take_note (entry, self);
  else if (perch_repeats_pass (self->parts->repeats, entry) &&
           perch_journal_gate_pass (&self->gate, length, perch_journal_intake_get_waiting (self),
                                    self->broken))
    take (self, entry);
}

/* Tells how many lines are missing, at the place where they are missing. */
static void
tell_dropped (PerchJournalIntake *self)
{
  g_autofree char *text = perch_journal_gate_resume (&self->gate);
  PerchJournalEntry note = {
    .when_us = g_get_real_time (),
    .level = PERCH_LEVEL_WARNING,
    .source = "perch",
    .message = text,
    .message_length = strlen (text),
  };

  take_note (&note, self);
}

/**
 * perch_journal_intake_resume:
 *
 * After lines were dropped, takes lines again when there is room for what comes next.
 */
void
perch_journal_intake_resume (PerchJournalIntake *self)
{
  if (self->gate.drop == PERCH_JOURNAL_DROP_NOTHING)
    return;

  perch_journal_gate_tick (&self->gate, g_get_monotonic_time ());
  if (perch_journal_gate_may_resume (&self->gate, perch_journal_intake_get_waiting (self)))
    tell_dropped (self);
}

/**
 * perch_journal_intake_tell:
 * @all: tell everything, since this is the end
 *
 * Makes the notes that are due about lines that were counted instead of taken.
 */
void
perch_journal_intake_tell (PerchJournalIntake *self, gboolean all)
{
  if (perch_repeats_has_unsaid (self->parts->repeats))
    perch_repeats_tell (self->parts->repeats, g_get_real_time (), all);
  if (!all)
    perch_journal_intake_resume (self);
  else if (self->gate.drop != PERCH_JOURNAL_DROP_NOTHING)
    tell_dropped (self);
}

/**
 * perch_journal_intake_has_untold:
 *
 * Returns: whether perch_journal_intake_tell() will have to be called
 */
gboolean
perch_journal_intake_has_untold (const PerchJournalIntake *self)
{
  return self->gate.drop != PERCH_JOURNAL_DROP_NOTHING ||
         perch_repeats_has_unsaid (self->parts->repeats);
}
