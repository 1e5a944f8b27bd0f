/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/sampler.h"

#include "backend-manager/clock.h"
#include "backend-manager/process-tree.h"
#include "backend-manager/process-usage.h"

#define WATCHED_SECONDS 2
#define IDLE_SECONDS 10
#define HISTORY_US (5 * 60 * (gint64) G_USEC_PER_SEC)

/* @timer and @run exist while @root is not 0. @run is cancelled and made anew with each root, and
 * so tells the work for one root from that for the next; @busy is about work for the present root.
 * @history and @ticks are about the present root only. */
struct _PerchSampler
{
  GObject parent_instance;
  GPid root;
  gboolean watched;
  gboolean busy;
  GSource *timer; /* (owned) (nullable) */
  GCancellable *run; /* (owned) (nullable) */
  GArray *history; /* (owned) (element-type PerchSample): oldest first */
  GHashTable *ticks; /* (owned) (nullable): of the last sample; see Key */
};

G_DEFINE_FINAL_TYPE (PerchSampler, perch_sampler, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_SAMPLED,
  N_SIGNALS,
} PerchSamplerSignal;

static guint signals[N_SIGNALS];

/* A process and the processor time it has used. Pids are used again, pids with a start time not. */
typedef struct
{
  guint64 started;
  guint64 ticks;
  GPid pid;
} Key;

/* What goes into the thread, and what comes out of it. */
typedef struct
{
  GPid root;
  gint64 before_us; /* when @before was taken */
  GHashTable *before; /* (owned) (nullable) */
  GHashTable *ticks; /* (owned) (nullable) */
  PerchSample sample;
} Job;

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return (guint) key->pid ^ (guint) key->started;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *one = a;
  const Key *other = b;

  return one->pid == other->pid && one->started == other->started;
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->before, g_hash_table_unref);
  g_clear_pointer (&job->ticks, g_hash_table_unref);
  g_free (job);
}

/* Returns: the ticks that @pid has used since the sample before; a process that was not there then
 * has used all of its time since. */
static guint64
add_process (Job *job, GPid pid)
{
  PerchProcessUsage usage;
  const Key *before = NULL;
  Key *key = NULL;

  if (!perch_process_usage_read (pid, &usage))
    return 0;
  job->sample.processes++;
  job->sample.memory_bytes += usage.memory_bytes;
  job->sample.open_files += usage.open_files;

  key = g_new (Key, 1);
  *key = (Key){ .started = usage.started, .ticks = usage.cpu_ticks, .pid = pid };
  g_hash_table_add (job->ticks, key);
  before = job->before == NULL ? NULL : g_hash_table_lookup (job->before, key);
  return before == NULL ? key->ticks : key->ticks - MIN (before->ticks, key->ticks);
}

static void
sample_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GArray) pids = perch_process_tree_list (job->root);
  guint64 used = 0;
  double seconds = 0;

  job->ticks = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  job->sample.when_us = perch_clock_boottime_us ();
  for (guint i = 0; i < pids->len; i++)
    used += add_process (job, g_array_index (pids, GPid, i));

  seconds = (double) (job->sample.when_us - job->before_us) / G_USEC_PER_SEC;
  if (job->before != NULL && seconds > 0)
    job->sample.cpu_percent = 100.0 * used / perch_process_ticks_per_second () / seconds;
  g_task_return_boolean (task, TRUE);
}

static void start_timer (PerchSampler *self);

static void
add_to_history (PerchSampler *self, const PerchSample *sample)
{
  guint n_old = 0;

  while (n_old < self->history->len &&
         g_array_index (self->history, PerchSample, n_old).when_us <= sample->when_us - HISTORY_US)
    n_old++;
  if (n_old > 0)
    g_array_remove_range (self->history, 0, n_old);
  g_array_append_val (self->history, *sample);
}

static void
sampled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchSampler *self = NULL;
  Job *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return; /* Another root or disposal cancelled it; in the latter case @user_data is gone. */
  self = PERCH_SAMPLER (user_data);
  self->busy = FALSE;
  g_clear_pointer (&self->ticks, g_hash_table_unref);
  self->ticks = g_steal_pointer (&job->ticks);
  add_to_history (self, &job->sample);
  if (self->history->len == 2 && !self->watched)
    start_timer (self);
  g_signal_emit (self, signals[SIGNAL_SAMPLED], 0);
}

static void
take_sample (PerchSampler *self)
{
  g_autoptr (GTask) task = NULL;
  const PerchSample *latest = perch_sampler_get_latest (self);
  Job *job = NULL;

  if (self->busy)
    return;
  self->busy = TRUE;
  job = g_new0 (Job, 1);
  job->root = self->root;
  job->before_us = latest == NULL ? 0 : latest->when_us;
  job->before = self->ticks == NULL ? NULL : g_hash_table_ref (self->ticks);

  /* Not a task of @self, which would keep it alive: see sampled_cb(). */
  task = g_task_new (NULL, self->run, sampled_cb, self);
  g_task_set_source_tag (task, take_sample);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, sample_in_thread);
}

static gboolean
timer_cb (gpointer user_data)
{
  take_sample (user_data);
  return G_SOURCE_CONTINUE;
}

static void
stop_timer (PerchSampler *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/* Whole seconds let GLib wake up for all such timers at once. The first sample is of a program that
 * has just been executed and says little; the second follows soon, whether somebody looks or not.
 */
static void
start_timer (PerchSampler *self)
{
  gboolean soon = self->watched || self->history->len < 2;

  stop_timer (self);
  self->timer = g_timeout_source_new_seconds (soon ? WATCHED_SECONDS : IDLE_SECONDS);
  g_source_set_static_name (self->timer, "perch-sampler");
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
reset (PerchSampler *self)
{
  stop_timer (self);
  if (self->run != NULL)
    g_cancellable_cancel (self->run);
  g_clear_object (&self->run);
  g_clear_pointer (&self->ticks, g_hash_table_unref);
  g_array_set_size (self->history, 0);
  self->busy = FALSE;
}

static void
perch_sampler_dispose (GObject *object)
{
  reset (PERCH_SAMPLER (object));
  G_OBJECT_CLASS (perch_sampler_parent_class)->dispose (object);
}

static void
perch_sampler_finalize (GObject *object)
{
  g_array_unref (PERCH_SAMPLER (object)->history);
  G_OBJECT_CLASS (perch_sampler_parent_class)->finalize (object);
}

static void
perch_sampler_class_init (PerchSamplerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_sampler_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_sampler_finalize;

  /**
   * PerchSampler::sampled:
   *
   * There is a new sample: perch_sampler_get_latest() has it.
   */
  signals[SIGNAL_SAMPLED] = g_signal_new ("sampled", PERCH_TYPE_SAMPLER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
perch_sampler_init (PerchSampler *self)
{
  self->history = g_array_new (FALSE, FALSE, sizeof (PerchSample));
}

/**
 * perch_sampler_new:
 *
 * Measures what a tree of processes uses, and keeps the last 5 minutes. The work is done in a
 * thread; results come in the thread-default main context of the caller.
 *
 * Returns: (transfer full): a sampler that measures nothing yet
 */
PerchSampler *
perch_sampler_new (void)
{
  return g_object_new (PERCH_TYPE_SAMPLER, NULL);
}

/**
 * perch_sampler_set_root:
 * @root: the process whose descendants are measured, itself not; 0 for none
 *
 * Another root starts anew: what was measured is forgotten, and the first sample is taken at once.
 */
void
perch_sampler_set_root (PerchSampler *self, GPid root)
{
  g_return_if_fail (PERCH_IS_SAMPLER (self));
  g_return_if_fail (root >= 0);

  if (self->root == root)
    return;
  reset (self);
  self->root = root;
  if (root == 0)
    return;
  self->run = g_cancellable_new ();
  start_timer (self);
  take_sample (self);
}

/**
 * perch_sampler_set_watched:
 * @watched: whether somebody looks at the samples
 *
 * A sample is taken each 2 seconds while somebody looks, else each 10 seconds.
 */
void
perch_sampler_set_watched (PerchSampler *self, gboolean watched)
{
  const PerchSample *latest = NULL;

  g_return_if_fail (PERCH_IS_SAMPLER (self));

  watched = !!watched;
  if (self->watched == watched)
    return;
  self->watched = watched;
  if (self->root == 0)
    return;
  start_timer (self);

  /* Who starts to look wants to see the present; two samples in a row would say nothing new. */
  latest = perch_sampler_get_latest (self);
  if (watched && latest != NULL &&
      perch_clock_boottime_us () - latest->when_us >= WATCHED_SECONDS * G_USEC_PER_SEC)
    take_sample (self);
}

/**
 * perch_sampler_get_latest:
 *
 * Returns: (transfer none) (nullable): the last sample, valid until the next; %NULL when there is
 *   none for this root yet
 */
const PerchSample *
perch_sampler_get_latest (PerchSampler *self)
{
  g_return_val_if_fail (PERCH_IS_SAMPLER (self), NULL);

  if (self->history->len == 0)
    return NULL;
  return &g_array_index (self->history, PerchSample, self->history->len - 1);
}

/**
 * perch_sampler_get_history:
 * @n_samples: (out): number of samples
 *
 * Returns: (transfer none) (array length=n_samples) (nullable): the samples of the last 5 minutes,
 *   oldest first; valid until the next
 */
const PerchSample *
perch_sampler_get_history (PerchSampler *self, guint *n_samples)
{
  g_return_val_if_fail (PERCH_IS_SAMPLER (self), NULL);
  g_return_val_if_fail (n_samples != NULL, NULL);

  *n_samples = self->history->len;
  return self->history->len == 0 ? NULL : &g_array_index (self->history, PerchSample, 0);
}
