/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/status-text.h"

#include <glib/gi18n.h>

#include "app/amount-text.h"
#include "app/product-name.h"
#include "backend-manager/clock.h"

/* The one place that says in words how a backend is. Each state has a word and a mark; neither
 * relies on colour. */

/* What comes from outside and has no end of its own is cut here: a menu has to stay a menu. */
#define MAX_REASON_CHARS 120

/**
 * perch_status_text_word:
 * @state: a state
 *
 * Returns: (transfer none): the state in one or two words, in the language of the person
 */
const char *
perch_status_text_word (PerchBackendState state)
{
  switch (state)
    {
    case PERCH_BACKEND_STATE_NOT_FOUND:
      return _ ("Not found");
    case PERCH_BACKEND_STATE_STOPPED:
      return _ ("Stopped");
    case PERCH_BACKEND_STATE_STARTING:
      return _ ("Starting");
    case PERCH_BACKEND_STATE_RUNNING:
      return _ ("Running");
    case PERCH_BACKEND_STATE_UNHEALTHY:
      return _ ("Not healthy");
    case PERCH_BACKEND_STATE_STOPPING:
      return _ ("Stopping");
    case PERCH_BACKEND_STATE_BACKOFF:
      return _ ("Restarting");
    case PERCH_BACKEND_STATE_FAILED:
      return _ ("Failed");
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * perch_status_text_mark:
 * @state: a state
 *
 * Returns: (transfer none): one character that tells @state from the others by its shape, the same
 * shape as in the icons
 */
const char *
perch_status_text_mark (PerchBackendState state)
{
  switch (state)
    {
    case PERCH_BACKEND_STATE_NOT_FOUND:
      return "?";
    case PERCH_BACKEND_STATE_STOPPED:
      return "○";
    case PERCH_BACKEND_STATE_STARTING:
    case PERCH_BACKEND_STATE_STOPPING:
      return "…";
    case PERCH_BACKEND_STATE_RUNNING:
      return "●";
    case PERCH_BACKEND_STATE_UNHEALTHY:
      return "▲";
    case PERCH_BACKEND_STATE_BACKOFF:
      return "↻";
    case PERCH_BACKEND_STATE_FAILED:
      return "✕";
    default:
      g_return_val_if_reached ("");
    }
}

/* What a backend says of itself is worth showing unless it is what Perch says anyway. */
static const char *
own_word (PerchBackend *backend)
{
  static const char *const known[] = { "ready", "started", "running", NULL };
  const char *text = perch_backend_get_status_text (backend);

  return text == NULL || *text == '\0' || g_strv_contains (known, text) ? NULL : text;
}

/* As PerchBackendExit's reason, which is for the log and for programs, in the person's language.
 *
 * Returns: (transfer full): */
static char *
exit_text (const PerchBackendExit *ended)
{
  if (ended->signal_number != 0)
    /* Translators: of a program. The number of the signal, and what it is called in English */
    return g_strdup_printf (_ ("ended by signal %d (%s)"), ended->signal_number,
                            g_strsignal (ended->signal_number));
  if (ended->code < 0)
    /* Translators: of a program, whose guard is another one that watches it */
    return g_strdup (_ ("ended while nobody watched: its guard was killed"));
  /* Translators: of a program; the number is what it gave back when it ended, 0 if all was well */
  return g_strdup_printf (_ ("exited with status %d"), ended->code);
}

/* Of a backend whose program is not there.
 *
 * Returns: (transfer full): */
static char *
missing_text (const char *path)
{
  g_autofree char *shown = NULL;

  if (path == NULL)
    /* Translators: of the program that a backend is */
    return g_strdup (_ ("There is nothing at any known place"));
  shown = perch_status_text_shorten (path, 4096);
  /* Translators: %s is the path of a file */
  return g_strdup_printf (_ ("There is nothing at %s"), shown);
}

/**
 * perch_status_text_problem:
 * @backend: a backend
 *
 * Returns: (transfer full) (nullable): what is wrong with it, as perch_backend_get_problem() has
 * it, in the person's language where that is known
 */
char *
perch_status_text_problem (PerchBackend *backend)
{
  const PerchBackendExit *ended = NULL;
  const char *problem = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  ended = perch_backend_get_exit (backend);
  problem = perch_backend_get_problem (backend);
  if (perch_backend_get_missing (backend) == PERCH_BACKEND_MISSING_PROGRAM)
    return missing_text (perch_backend_get_executable (backend));
  if (problem != NULL && ended != NULL && g_str_equal (problem, ended->reason))
    return exit_text (ended);
  return g_strdup (problem);
}

/* As perch_backend_get_notice(), which is for programs, in the person's language. */
static const char *
notice_text (PerchBackend *backend)
{
  if (perch_backend_get_notice (backend) == NULL)
    return NULL;
  if (perch_backend_is_leaving (backend))
    /* Translators: of a backend that runs, behind “Running: ” */
    return _ ("removed from the settings, gone when it has stopped");
  /* Translators: of a backend that runs, behind “Running: ” */
  return _ ("settings changed, applied at the next start");
}

/* Returns: (transfer full) (nullable): */
static char *
raw_reason (PerchBackend *backend)
{
  const PerchBackendExit *ended = perch_backend_get_exit (backend);
  PerchBackendState state = perch_backend_get_state (backend);
  const char *notice = notice_text (backend);

  switch (state)
    {
    case PERCH_BACKEND_STATE_STARTING:
    case PERCH_BACKEND_STATE_RUNNING:
      return g_strdup (notice != NULL ? notice : own_word (backend));
    case PERCH_BACKEND_STATE_STOPPED:
      return ended != NULL && !ended->expected ? exit_text (ended) : NULL;
    case PERCH_BACKEND_STATE_NOT_FOUND:
      return g_strdup (perch_backend_get_executable (backend));
    case PERCH_BACKEND_STATE_UNHEALTHY:
    case PERCH_BACKEND_STATE_BACKOFF:
    case PERCH_BACKEND_STATE_FAILED:
      if (perch_backend_get_problem (backend) != NULL)
        return perch_status_text_problem (backend);
      return ended != NULL ? exit_text (ended) : NULL;
    case PERCH_BACKEND_STATE_STOPPING:
    default:
      return NULL;
    }
}

/**
 * perch_status_text_reason:
 * @backend: a backend
 *
 * Returns: (transfer full) (nullable): why it is in the state that it is in, on one line, where
 * there is something to say
 */
char *
perch_status_text_reason (PerchBackend *backend)
{
  g_autofree char *reason = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  reason = raw_reason (backend);
  if (reason == NULL)
    return NULL;
  if (perch_backend_get_state (backend) == PERCH_BACKEND_STATE_NOT_FOUND)
    return perch_status_text_shorten_path (reason, MAX_REASON_CHARS);
  return perch_status_text_shorten (reason, MAX_REASON_CHARS);
}

static char *
backoff_word (PerchBackend *backend)
{
  gint64 wait_us = perch_backend_get_next_try_us (backend) - perch_clock_boottime_us ();
  gint64 seconds = (MAX (wait_us, 0) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  g_autofree char *wait = perch_amount_text_time (seconds);

  /* Translators: %s is a length of time, such as "4s" */
  return g_strdup_printf (_ ("Restarting in %s"), wait);
}

/**
 * perch_status_text_state:
 * @backend: a backend
 *
 * Returns: (transfer full): mark, word and reason of its state: "✕ Failed: exited with status 3"
 */
char *
perch_status_text_state (PerchBackend *backend)
{
  g_autofree char *reason = NULL;
  g_autofree char *word = NULL;
  PerchBackendState state;

  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  state = perch_backend_get_state (backend);
  reason = perch_status_text_reason (backend);
  word = state == PERCH_BACKEND_STATE_BACKOFF ? backoff_word (backend)
                                              : g_strdup (perch_status_text_word (state));
  if (reason == NULL)
    return g_strdup_printf ("%s %s", perch_status_text_mark (state), word);
  /* Translators: a mark such as "✕", the state of a backend, such as "Failed", and why */
  return g_strdup_printf (_ ("%s %s: %s"), perch_status_text_mark (state), word, reason);
}

/**
 * perch_status_text_since:
 * @backend: a backend
 *
 * Returns: (transfer full): since when it is in its state, by the clock on the wall: "since
 * 12:30:05", with the date when that was not today
 */
char *
perch_status_text_since (PerchBackend *backend)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = NULL;
  g_autofree char *text = NULL;
  gint64 age_us = 0;
  gboolean today = FALSE;

  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  age_us = perch_clock_boottime_us () - perch_backend_get_state_since_us (backend);
  then = g_date_time_add (now, -age_us);
  today = age_us < G_TIME_SPAN_DAY &&
          g_date_time_get_day_of_month (now) == g_date_time_get_day_of_month (then);
  text = g_date_time_format (then, today ? "%X" : "%x %X");
  /* Translators: %s is a time of day, with the date before it when that was not today */
  return g_strdup_printf (_ ("since %s"), text);
}

/**
 * perch_status_text_pid:
 * @backend: a backend
 *
 * Returns: (transfer full): "PID 1234", or a dash in place of the number
 */
char *
perch_status_text_pid (PerchBackend *backend)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  if (perch_backend_get_pid (backend) == 0)
    return g_strdup (_ ("PID –"));
  /* Translators: the number of a process */
  return g_strdup_printf (_ ("PID %d"), (int) perch_backend_get_pid (backend));
}

/**
 * perch_status_text_time:
 * @backend: a backend
 *
 * Returns: (transfer full): for how long it has been running: "3m 7s", or a dash
 */
char *
perch_status_text_time (PerchBackend *backend)
{
  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  if (perch_backend_get_started_us (backend) == 0 ||
      !perch_backend_state_is_alive (perch_backend_get_state (backend)))
    return g_strdup ("–");
  return perch_amount_text_time (perch_backend_get_uptime_seconds (backend));
}

/**
 * perch_status_text_uptime:
 * @backend: a backend
 *
 * Returns: (transfer full): "Uptime 3m 7s", or a dash in place of the time
 */
char *
perch_status_text_uptime (PerchBackend *backend)
{
  g_autofree char *uptime = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  uptime = perch_status_text_time (backend);
  /* Translators: %s is a length of time, such as "3m 7s" */
  return g_strdup_printf (_ ("Uptime %s"), uptime);
}

/**
 * perch_status_text_usage:
 * @backend: a backend
 *
 * Returns: (transfer full): what the whole tree of its processes uses: "CPU 1.5 %, memory 41 MB",
 * or dashes while that is not known
 */
char *
perch_status_text_usage (PerchBackend *backend)
{
  const PerchSample *sample = NULL;
  g_autofree char *memory = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  sample = perch_sampler_get_latest (perch_backend_get_sampler (backend));
  if (sample == NULL || !perch_backend_state_is_alive (perch_backend_get_state (backend)))
    return g_strdup (_ ("CPU –, memory –"));
  memory = perch_amount_text_memory (sample->memory_bytes);
  /* Translators: %s is an amount of memory, such as "41 MB" */
  return g_strdup_printf (_ ("CPU %.1f %%, memory %s"), sample->cpu_percent, memory);
}

/**
 * perch_status_text_autostart:
 *
 * Returns: (transfer full): the label of what lets a person choose whether a backend starts
 *   together with Perch, with the mark of a mnemonic
 */
char *
perch_status_text_autostart (void)
{
  g_auto (GStrv) parts = g_strsplit (perch_product_name (), "_", -1);
  g_autofree char *name = g_strjoinv ("__", parts);

  /* Translators: %s is the name of this program, such as "Perch"; the key for this choice is the
   * first letter of the name */
  return g_strdup_printf (_ ("Start backend when _%s starts"), name);
}
