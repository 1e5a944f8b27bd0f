/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/indicators.h"

#include "backend-manager/source.h"

/* Who draws them is told at most this often: nobody sees more, and a program may send thousands. */
#define REDRAW_MS 100

typedef struct
{
  PerchIndicator indicator;
  gint64 until_us; /* monotonic: it is gone then; 0 for one of a backend */
} Entry;

/* @entries are in the order in which they first came. @redraw runs while something has changed that
 * viewers have not been told. @expiry runs exactly while an entry has an end, to the first of them.
 */
struct _PerchIndicators
{
  GObject parent_instance;
  gint64 keep_us;
  GPtrArray *entries; /* (owned) (element-type Entry) */
  GSource *redraw; /* (owned) (nullable) */
  GSource *expiry; /* (owned) (nullable) */
};

enum
{
  SIGNAL_UPDATED,
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchIndicators, perch_indicators, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->indicator.name);
  g_free (entry->indicator.backend);
  g_free (entry->indicator.text);
  g_free (entry);
}

static GSource *
start_timer (PerchIndicators *self, const char *name, GSourceFunc callback, gint64 wait_us)
{
  GSource *source = g_timeout_source_new ((guint) ((MAX (wait_us, 0) + 999) / 1000));

  g_source_set_static_name (source, name);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static gboolean
redraw_cb (gpointer user_data)
{
  PerchIndicators *self = user_data;

  g_clear_pointer (&self->redraw, g_source_unref);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
tell (PerchIndicators *self, Entry *entry, const char *trace_id)
{
  if (self->redraw == NULL)
    self->redraw = start_timer (self, "perch-indicators-redraw", redraw_cb, REDRAW_MS * 1000);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0, &entry->indicator, trace_id);
}

/* Takes @entry off and tells so. */
static void
take_away (PerchIndicators *self, guint index, const char *trace_id)
{
  g_autoptr (PerchIndicators) alive = g_object_ref (self);
  Entry *entry = g_ptr_array_steal_index (self->entries, index);

  g_clear_pointer (&entry->indicator.text, g_free);
  entry->indicator.progress = PERCH_INDICATOR_NO_PROGRESS;
  tell (alive, entry, trace_id);
  entry_free (entry);
}

static void plan_expiry (PerchIndicators *self);

static gboolean
expiry_cb (gpointer user_data)
{
  PerchIndicators *self = user_data;
  gint64 now = g_get_monotonic_time ();

  g_clear_pointer (&self->expiry, g_source_unref);
  for (guint i = self->entries->len; i > 0; i--)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i - 1);

      if (entry->until_us != 0 && entry->until_us <= now)
        take_away (self, i - 1, NULL);
    }
  plan_expiry (self);
  return G_SOURCE_REMOVE;
}

static void
plan_expiry (PerchIndicators *self)
{
  gint64 first_us = 0;

  perch_source_clear (&self->expiry);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->until_us != 0 && (first_us == 0 || entry->until_us < first_us))
        first_us = entry->until_us;
    }
  if (first_us != 0)
    self->expiry = start_timer (self, "perch-indicators-expiry", expiry_cb,
                                first_us - g_get_monotonic_time ());
}

static gboolean
find (PerchIndicators *self, const char *name, guint *index)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (entry->indicator.name, name))
        {
          *index = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* Returns: (transfer none) (nullable): a new entry, which has no text yet */
static Entry *
add (PerchIndicators *self, const PerchIndicatorUpdate *update, GError **error)
{
  Entry *entry = NULL;

  if (!update->has_text)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "/text: there is no indicator \"%s\" yet, and a new one needs a text",
                   update->name);
      return NULL;
    }
  if (self->entries->len == PERCH_INDICATORS_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   "/indicator: there are %u already; take one away with \"text\": null",
                   PERCH_INDICATORS_MAX);
      return NULL;
    }
  entry = g_new0 (Entry, 1);
  entry->indicator.name = g_strdup (update->name);
  entry->indicator.progress = PERCH_INDICATOR_NO_PROGRESS;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

/* Returns: whether that makes a difference to who sees it */
static gboolean
apply (PerchIndicator *indicator, const PerchIndicatorUpdate *update, const char *backend)
{
  PerchIndicatorState state = update->has_state ? update->state : indicator->state;
  double progress = update->has_progress ? update->progress : indicator->progress;
  const char *text = update->has_text ? update->text : indicator->text;
  gboolean differs = state != indicator->state || progress != indicator->progress ||
                     g_strcmp0 (text, indicator->text) != 0 ||
                     g_strcmp0 (backend, indicator->backend) != 0;
  char *old_text = indicator->text;
  char *old_backend = indicator->backend;

  indicator->state = state;
  indicator->progress = progress;
  indicator->text = g_strdup (text);
  indicator->backend = g_strdup (backend);
  g_free (old_text);
  g_free (old_backend);
  return differs;
}

/**
 * perch_indicators_update:
 * @update: what is to be changed
 * @backend: (nullable): name of the backend that wants it; %NULL for any other program
 * @trace_id: (nullable): what it belongs to
 * @error: %G_IO_ERROR_NO_SPACE when there are too many, %G_IO_ERROR_NOT_FOUND when there is none of
 *   that name and the update has no text for a new one
 *
 * Adds an indicator, changes it or takes it away. What an update does not mention stays. One that a
 * backend has updated last is gone with its run, any other some time after its last update.
 *
 * Returns: whether it is as wanted
 */
gboolean
perch_indicators_update (PerchIndicators *self,
                         const PerchIndicatorUpdate *update,
                         const char *backend,
                         const char *trace_id,
                         GError **error)
{
  gboolean ends = FALSE;
  gboolean exists = FALSE;
  Entry *entry = NULL;
  guint index = 0;

  g_return_val_if_fail (PERCH_IS_INDICATORS (self), FALSE);
  g_return_val_if_fail (update != NULL && update->name != NULL, FALSE);

  ends = update->has_text && (update->text == NULL || update->text[0] == '\0');
  exists = find (self, update->name, &index);
  if (ends && exists)
    take_away (self, index, trace_id);
  if (ends)
    {
      plan_expiry (self);
      return TRUE;
    }
  entry = exists ? g_ptr_array_index (self->entries, index) : add (self, update, error);
  if (entry == NULL)
    return FALSE;
  entry->until_us = backend == NULL ? g_get_monotonic_time () + self->keep_us : 0;
  plan_expiry (self);
  if (apply (&entry->indicator, update, backend))
    tell (self, entry, trace_id);
  return TRUE;
}

/**
 * perch_indicators_clear_backend:
 * @backend: name of a backend whose run has ended
 *
 * Takes away what it has shown.
 */
void
perch_indicators_clear_backend (PerchIndicators *self, const char *backend)
{
  g_return_if_fail (PERCH_IS_INDICATORS (self));
  g_return_if_fail (backend != NULL);

  for (guint i = self->entries->len; i > 0; i--)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i - 1);

      if (g_strcmp0 (entry->indicator.backend, backend) == 0)
        take_away (self, i - 1, NULL);
    }
}

/**
 * perch_indicators_clear:
 *
 * Takes all of them away.
 */
void
perch_indicators_clear (PerchIndicators *self)
{
  g_return_if_fail (PERCH_IS_INDICATORS (self));

  while (self->entries->len > 0)
    take_away (self, self->entries->len - 1, NULL);
  plan_expiry (self);
}

/**
 * perch_indicators_get_count:
 *
 * Returns: how many there are
 */
guint
perch_indicators_get_count (PerchIndicators *self)
{
  g_return_val_if_fail (PERCH_IS_INDICATORS (self), 0);

  return self->entries->len;
}

/**
 * perch_indicators_get:
 * @index: below perch_indicators_get_count()
 *
 * Returns: (transfer none): an indicator with a text, valid until the next change
 */
const PerchIndicator *
perch_indicators_get (PerchIndicators *self, guint index)
{
  g_return_val_if_fail (PERCH_IS_INDICATORS (self), NULL);
  g_return_val_if_fail (index < self->entries->len, NULL);

  return &((Entry *) g_ptr_array_index (self->entries, index))->indicator;
}

static void
perch_indicators_dispose (GObject *object)
{
  PerchIndicators *self = PERCH_INDICATORS (object);

  perch_source_clear (&self->redraw);
  perch_source_clear (&self->expiry);
  G_OBJECT_CLASS (perch_indicators_parent_class)->dispose (object);
}

static void
perch_indicators_finalize (GObject *object)
{
  g_ptr_array_unref (PERCH_INDICATORS (object)->entries);
  G_OBJECT_CLASS (perch_indicators_parent_class)->finalize (object);
}

static void
perch_indicators_class_init (PerchIndicatorsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_indicators_dispose;
  object_class->finalize = perch_indicators_finalize;

  /**
   * PerchIndicators::updated:
   * @indicator: (type PerchIndicator): without a text when it is gone; valid during the call only
   * @trace_id: (nullable): what it belongs to
   *
   * Comes with each change.
   */
  signals[SIGNAL_UPDATED] =
      g_signal_new ("updated", PERCH_TYPE_INDICATORS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
  /**
   * PerchIndicators::changed:
   *
   * For who draws them: comes some moments after one or many changes.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", PERCH_TYPE_INDICATORS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
perch_indicators_init (PerchIndicators *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/**
 * perch_indicators_new:
 * @keep_ms: how long one stays that no backend has, after its last update; in milliseconds
 *
 * Returns: (transfer full): what programs want a person to see, none yet
 */
PerchIndicators *
perch_indicators_new (guint keep_ms)
{
  PerchIndicators *self = g_object_new (PERCH_TYPE_INDICATORS, NULL);

  self->keep_us = (gint64) keep_ms * 1000;
  return self;
}
