/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal.h"

#include "app/journal/journal-intake.h"
#include "app/journal/journal-writer.h"

#define FLUSH_BYTES (256 * 1024)
#define FLUSH_US (200 * 1000)
#define RESUME_US G_USEC_PER_SEC
#define RETRY_US (10 * G_USEC_PER_SEC)
#define CLOSE_US (2 * G_USEC_PER_SEC)

/* @timer runs when something waits that nothing else will write, or notes are due; never
 * while nothing is to be done. After @closed nothing is taken and nothing runs. */
struct _PerchJournal
{
  GObject parent_instance;
  PerchJournalWriter *writer; /* (owned) */
  PerchJournalIntake intake;
  GSource *timer; /* (owned) (nullable) */
  gint64 failed_us; /* when @problem was last met */
  char *problem; /* (owned) (nullable) */
  gboolean flooded; /* the latest write was not the timer's: large buffers are kept */
  gboolean closed;
  int level; /* (atomic): a #PerchLevel; any thread may ask for it */
};

G_DEFINE_FINAL_TYPE (PerchJournal, perch_journal, G_TYPE_OBJECT)

typedef enum
{
  PROP_PROBLEM = 1,
} PerchJournalProperty;

static GParamSpec *properties[PROP_PROBLEM + 1];

static void plan (PerchJournal *self);

static gsize
get_waiting (PerchJournal *self)
{
  return perch_journal_intake_get_waiting (&self->intake);
}

static void
stop_timer (PerchJournal *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
start_writing (PerchJournal *self)
{
  stop_timer (self);
  perch_journal_gate_tick (&self->intake.gate, g_get_monotonic_time ());
  perch_journal_writer_start (self->writer, &self->intake.text, &self->intake.json);
}

static void
set_problem (PerchJournal *self, GError *error)
{
  g_autofree char *problem = NULL;

  if (error != NULL)
    {
      problem = g_strdup_printf ("The log is not written: %s", error->message);
      self->failed_us = g_get_monotonic_time ();
    }
  if (g_strcmp0 (problem, self->problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  self->intake.broken = self->problem != NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
collect (PerchJournal *self)
{
  g_autoptr (GError) error = perch_journal_writer_collect (self->writer);

  set_problem (self, error);
}

static void
written_cb (gpointer user_data)
{
  g_autoptr (PerchJournal) self = g_object_ref (user_data);

  collect (self);
  perch_journal_intake_resume (&self->intake);
  if (!self->flooded && get_waiting (self) == 0)
    perch_journal_writer_give_back (self->writer, &self->intake.text, &self->intake.json);
  /* After a failure it is the next line that makes us try again. */
  if (self->problem == NULL && !self->closed)
    plan (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  PerchJournal *self = user_data;

  stop_timer (self);
  self->flooded = FALSE;
  perch_journal_intake_tell (&self->intake, FALSE);
  if (!perch_journal_writer_is_running (self->writer) &&
      (get_waiting (self) > 0 || perch_journal_writer_has_rest (self->writer)))
    start_writing (self);
  else
    plan (self);
  return G_SOURCE_REMOVE;
}

static void
start_timer (PerchJournal *self, gint64 delay_us)
{
  self->timer = g_timeout_source_new ((delay_us + 999) / 1000);
  g_source_set_static_name (self->timer, "perch-journal");
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* Sees to it that what waits will be written: at once when it is much, else after a while, which
 * is longer when it just went wrong. A write that is under way calls us again. */
static void
plan (PerchJournal *self)
{
  if (perch_journal_writer_is_running (self->writer))
    return;
  if (self->problem == NULL && get_waiting (self) >= FLUSH_BYTES)
    {
      self->flooded = TRUE;
      start_writing (self);
    }
  else if (self->timer != NULL)
    return;
  else if (self->problem != NULL)
    start_timer (self, MAX (FLUSH_US, self->failed_us + RETRY_US - g_get_monotonic_time ()));
  else if (get_waiting (self) > 0 || perch_journal_writer_has_rest (self->writer))
    start_timer (self, FLUSH_US);
  else if (perch_journal_intake_has_untold (&self->intake))
    start_timer (self, RESUME_US);
}

static void
perch_journal_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PerchJournal *self = PERCH_JOURNAL (object);

  switch ((PerchJournalProperty) id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
perch_journal_dispose (GObject *object)
{
  PerchJournal *self = PERCH_JOURNAL (object);

  stop_timer (self);
  self->closed = TRUE;
  g_clear_pointer (&self->writer, perch_journal_writer_detach);
  G_OBJECT_CLASS (perch_journal_parent_class)->dispose (object);
}

static void
perch_journal_finalize (GObject *object)
{
  PerchJournal *self = PERCH_JOURNAL (object);

  perch_journal_intake_clear (&self->intake);
  g_free (self->problem);
  G_OBJECT_CLASS (perch_journal_parent_class)->finalize (object);
}

static void
perch_journal_class_init (PerchJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = perch_journal_get_property;
  object_class->dispose = perch_journal_dispose;
  object_class->finalize = perch_journal_finalize;

  /**
   * PerchJournal:problem: (nullable)
   *
   * Why the log is not written at the moment, in words for people; %NULL when it is.
   */
  properties[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
perch_journal_init (PerchJournal *self)
{
  perch_journal_intake_init (&self->intake, FLUSH_BYTES);
  self->level = PERCH_LEVEL_INFO;
}

/**
 * perch_journal_new:
 * @directory: where the logs go; made, for the user alone, when it is not there
 *
 * Perch's own log and that of its backends, as text and as JSON (`perch-log.txt`,
 * `perch-log.json`). Lines are collected in memory and written by a thread, 200 ms after they came
 * or when 256 KiB are waiting; nothing is opened or written before the first one. All calls must
 * come from the thread in which it was made.
 *
 * Secrets are masked before anything is kept, and of identical lines only the first ones are taken;
 * a note tells how often they were repeated. When more comes than the disk or the limits take,
 * lines are dropped, and a note in the log tells how many. When the log can't be written,
 * #PerchJournal:problem says why; up to 8 MiB then wait in memory, and a later line, at most one in
 * 10 s, makes it try again.
 *
 * Returns: (transfer full): a journal; call perch_journal_close() before the program ends
 */
PerchJournal *
perch_journal_new (const char *directory)
{
  PerchJournal *self = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (PERCH_TYPE_JOURNAL, NULL);
  self->writer = perch_journal_writer_new (directory, written_cb, self);
  return self;
}

/**
 * perch_journal_add:
 *
 * Adds @entry to both logs, or counts it as dropped. Nothing of it is kept; nothing is written
 * before the main loop runs.
 */
void
perch_journal_add (PerchJournal *self, const PerchJournalEntry *entry)
{
  g_return_if_fail (PERCH_IS_JOURNAL (self));
  g_return_if_fail (entry != NULL);

  if (self->closed)
    return;

  perch_journal_intake_resume (&self->intake);
  perch_journal_intake_add (&self->intake, entry);
  plan (self);
}

/**
 * perch_journal_add_own:
 *
 * The same for a line of Perch's own, which a flood of output does not keep out.
 */
void
perch_journal_add_own (PerchJournal *self, const PerchJournalEntry *entry)
{
  g_return_if_fail (PERCH_IS_JOURNAL (self));
  g_return_if_fail (entry != NULL);

  if (self->closed)
    return;

  perch_journal_intake_add_own (&self->intake, entry);
  plan (self);
}

/**
 * perch_journal_set_level:
 * @level: how important something must be for Perch to say it; info at first. Whoever adds lines of
 *   Perch goes by it.
 */
void
perch_journal_set_level (PerchJournal *self, PerchLevel level)
{
  g_return_if_fail (PERCH_IS_JOURNAL (self));

  g_atomic_int_set (&self->level, (int) level);
}

/**
 * perch_journal_get_level:
 *
 * Returns: see perch_journal_set_level(); any thread
 */
PerchLevel
perch_journal_get_level (PerchJournal *self)
{
  g_return_val_if_fail (PERCH_IS_JOURNAL (self), PERCH_LEVEL_INFO);

  return (PerchLevel) g_atomic_int_get (&self->level);
}

/**
 * perch_journal_add_secret:
 * @secret: at least %PERCH_MASK_SHORTEST bytes, without quotes or backslashes: a session token
 *
 * From now on @secret is masked in all that is added.
 */
void
perch_journal_add_secret (PerchJournal *self, const char *secret)
{
  g_return_if_fail (PERCH_IS_JOURNAL (self));

  perch_journal_intake_add_secret (&self->intake, secret);
}

/**
 * perch_journal_get_problem:
 *
 * Returns: (transfer none) (nullable): see #PerchJournal:problem
 */
const char *
perch_journal_get_problem (PerchJournal *self)
{
  g_return_val_if_fail (PERCH_IS_JOURNAL (self), NULL);

  return self->problem;
}

/**
 * perch_journal_get_taken:
 *
 * Returns: how many lines were taken so far, whether or not they are written yet
 */
guint64
perch_journal_get_taken (PerchJournal *self)
{
  g_return_val_if_fail (PERCH_IS_JOURNAL (self), 0);

  return self->intake.n_taken;
}

/**
 * perch_journal_get_dropped:
 *
 * Returns: how many lines were dropped so far
 */
guint64
perch_journal_get_dropped (PerchJournal *self)
{
  g_return_val_if_fail (PERCH_IS_JOURNAL (self), 0);

  return self->intake.gate.n_dropped;
}

/* Returns: whether the write that is under way, if any, ended in time and well. */
static gboolean
wait_written (PerchJournal *self, gint64 deadline_us)
{
  if (!perch_journal_writer_is_running (self->writer))
    return TRUE;
  if (!perch_journal_writer_wait (self->writer, deadline_us))
    return FALSE;
  collect (self);
  return self->problem == NULL;
}

/**
 * perch_journal_close:
 *
 * Writes what waits, and blocks for it, but no longer than 2 s: for the end of the program. What
 * is added afterwards is lost. A second call does nothing.
 */
void
perch_journal_close (PerchJournal *self)
{
  gint64 deadline_us = g_get_monotonic_time () + CLOSE_US;
  gboolean going_on;

  g_return_if_fail (PERCH_IS_JOURNAL (self));

  if (self->closed)
    return;

  self->closed = TRUE;
  stop_timer (self);
  perch_journal_intake_tell (&self->intake, TRUE);

  /* A write that failed before may leave a rest; it is tried again before what came later. */
  wait_written (self, deadline_us);
  going_on = !perch_journal_writer_is_running (self->writer);
  while (going_on && (perch_journal_writer_has_rest (self->writer) || get_waiting (self) > 0))
    {
      start_writing (self);
      going_on = wait_written (self, deadline_us);
    }
}
