/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/repeats.h"

#include <string.h>

#include "backend-manager/json-scan.h"
#include "backend-manager/word-scan.h"

#define N_SLOTS 64
#define MAX_SHOWN 1024

/* A line that came lately; its @hash is all that tells it from others, so that no text has to be
 * kept of lines that come once. @source and @message are there exactly when @n_unsaid is not 0. */
typedef struct
{
  guint64 hash; /* 0: no line yet */
  gint64 since_us;
  guint n_taken;
  guint64 n_unsaid;
  PerchLevel level;
  char *source; /* (owned) (nullable) */
  char *message; /* (owned) (nullable) */
} Slot;

struct _PerchRepeats
{
  Slot slots[N_SLOTS];
  guint n_unsaid_slots;
  PerchRepeatsFunc func;
  gpointer user_data;
};

/**
 * perch_repeats_new:
 * @func: gets a note for each line that was counted; its pointers are only valid during the call
 *
 * Counts identical lines instead of taking them all.
 *
 * Returns: (transfer full): to be freed with perch_repeats_free()
 */
PerchRepeats *
perch_repeats_new (PerchRepeatsFunc func, gpointer user_data)
{
  PerchRepeats *self = g_new0 (PerchRepeats, 1);

  g_return_val_if_fail (func != NULL, NULL);

  self->func = func;
  self->user_data = user_data;
  return self;
}

static void
forget_text (PerchRepeats *self, Slot *slot)
{
  if (slot->n_unsaid > 0)
    self->n_unsaid_slots--;
  slot->n_unsaid = 0;
  g_clear_pointer (&slot->source, g_free);
  g_clear_pointer (&slot->message, g_free);
}

/**
 * perch_repeats_free:
 * @self: (transfer full): what is counted is not told any more
 */
void
perch_repeats_free (PerchRepeats *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < N_SLOTS; i++)
    forget_text (self, &self->slots[i]);
  g_free (self);
}

#define KEY_A G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)
#define KEY_B G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f)

/* Both halves of the product, folded: each bit of both words tells on all of it. */
static inline guint64
mix (guint64 a, guint64 b)
{
  unsigned __int128 product = (unsigned __int128) (a ^ KEY_A) * (b ^ KEY_B);

  return (guint64) product ^ (guint64) (product >> 64);
}

/* No product waits for the one before: this is done for each line of a backend. */
static inline guint64
hash_text (const char *text, gsize length)
{
  guint64 hash = length * KEY_A;
  gsize i = 0;
  guint64 last[2] = { 0, 0 };

  for (; length - i > 16; i += 16)
    hash += mix (perch_word_load (text + i) + i, perch_word_load (text + i + 8)) ^ (i * KEY_B);
  if (length >= 16)
    {
      last[0] = perch_word_load (text + length - 16);
      last[1] = perch_word_load (text + length - 8);
    }
  else if (length > 0)
    memcpy (last, text, length);
  return mix (hash, mix (last[0], last[1]));
}

static inline guint64
hash_source (const char *source)
{
  guint64 hash = 0;

  for (; *source != '\0'; source++)
    hash = hash * 31 + (guchar) *source;
  return hash;
}

/* What makes two lines the same: the fields of an object have it all.
 * Returns: never 0 */
static inline guint64
hash_of (const PerchJournalEntry *entry)
{
  guint64 hash = hash_source (entry->source) * 4 + entry->level;

  if (entry->fields_length > entry->message_length)
    return mix (hash, hash_text (entry->fields, entry->fields_length)) | 1;
  return mix (hash, hash_text (entry->message, entry->message_length)) | 1;
}

static void
tell (PerchRepeats *self, Slot *slot, gint64 when_us)
{
  g_autofree char *source = g_steal_pointer (&slot->source);
  g_autofree char *text = NULL;
  PerchJournalEntry note = { .when_us = when_us, .level = slot->level, .source = source };

  if (slot->n_unsaid == 0)
    return;
  text =
      g_strdup_printf ("repeated %" G_GUINT64_FORMAT " times: %s", slot->n_unsaid, slot->message);
  note.message = text;
  note.message_length = strlen (text);
  forget_text (self, slot);
  self->func (&note, self->user_data);
}

static void
keep_text (PerchRepeats *self, Slot *slot, const PerchJournalEntry *entry)
{
  PerchSlice message = { entry->message, entry->message_length };
  g_autofree char *text = entry->message_is_json ? perch_slice_dup_string (message)
                                                 : g_strndup (message.text, message.length);

  if (strlen (text) > MAX_SHOWN)
    text[MAX_SHOWN] = '\0';
  slot->level = entry->level;
  slot->source = g_strdup (entry->source);
  slot->message = g_utf8_make_valid (text, -1);
  self->n_unsaid_slots++;
}

static gboolean
pass_same (PerchRepeats *self, Slot *slot, const PerchJournalEntry *entry)
{
  gint64 age_us = entry->when_us - slot->since_us;

  /* The clock may have been set back. */
  if (age_us < 0 || age_us >= PERCH_REPEATS_WINDOW_US)
    {
      tell (self, slot, entry->when_us);
      slot->since_us = entry->when_us;
      slot->n_taken = 0;
    }
  if (slot->n_taken < PERCH_REPEATS_TAKEN)
    {
      slot->n_taken++;
      return TRUE;
    }
  if (slot->n_unsaid == 0)
    keep_text (self, slot, entry);
  slot->n_unsaid++;
  return FALSE;
}

/**
 * perch_repeats_pass:
 *
 * Up to %PERCH_REPEATS_TAKEN lines that are the same in source, level, message and fields pass
 * within %PERCH_REPEATS_WINDOW_US; the others are counted.
 *
 * Returns: whether to take @entry
 */
gboolean
perch_repeats_pass (PerchRepeats *self, const PerchJournalEntry *entry)
{
  guint64 hash = hash_of (entry);
  Slot *slot = &self->slots[(hash >> 8) % N_SLOTS];

  if (G_UNLIKELY (slot->hash == hash))
    return pass_same (self, slot, entry);
  if (G_UNLIKELY (slot->n_unsaid > 0))
    tell (self, slot, entry->when_us);
  slot->hash = hash;
  slot->since_us = entry->when_us;
  slot->n_taken = 1;
  return TRUE;
}

/**
 * perch_repeats_has_unsaid:
 *
 * Returns: whether lines were counted that no note has told of yet
 */
gboolean
perch_repeats_has_unsaid (const PerchRepeats *self)
{
  return self->n_unsaid_slots > 0;
}

/**
 * perch_repeats_tell:
 * @now_us: wall clock, as in #PerchJournalEntry
 * @all: also of lines that may still go on
 *
 * Makes the notes that are due.
 */
void
perch_repeats_tell (PerchRepeats *self, gint64 now_us, gboolean all)
{
  for (guint i = 0; self->n_unsaid_slots > 0 && i < N_SLOTS; i++)
    {
      Slot *slot = &self->slots[i];
      gint64 age_us = now_us - slot->since_us;

      if (slot->n_unsaid == 0 || (!all && age_us >= 0 && age_us < PERCH_REPEATS_WINDOW_US))
        continue;
      tell (self, slot, now_us);
      slot->n_taken = 0; /* the next one starts anew */
    }
}
