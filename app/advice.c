/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/advice.h"

#include <glib/gi18n.h>
#include <signal.h>

#include "app/status-text.h"

/* What a person can do about a backend that does not work. What the backend itself said in the end
 * tells most, then how it ended. */

#define NEEDS_ANOTHER N_ ("A program that it needs was not found. Install it, then press Start.")

typedef struct
{
  const char *words; /* what one of the last lines has in it */
  const char *advice;
} Sign;

static const Sign signs[] = {
  { "ModuleNotFoundError", N_ ("Install the missing Python module into the environment that the "
                               "backend uses, then press Start.") },
  { "ImportError", N_ ("A Python module can’t be loaded. Install it anew into the environment that "
                       "the backend uses, then press Start.") },
  { "SyntaxError", N_ ("The script has a mistake, or is for another version of Python. The line is "
                       "named below.") },
  { "Address already in use", N_ ("Another program uses the backend’s port. End that program, or "
                                  "give the backend another port, then press Start.") },
  { "MemoryError", N_ ("Memory ran out. Close other programs, then press Start.") },
  { "No space left on device", N_ ("The disk is full. Make room, then press Start.") },
  { "Permission denied", N_ ("The backend may not use a file or folder that it needs. Correct the "
                             "permissions of the one named below, then press Start.") },
  { "GLIBC_", N_ ("The backend was built for a newer system than this one. Get the build for this "
                  "system.") },
};

static const char *
find_sign (const char *line)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (line, signs[i].words) != NULL)
      return _ (signs[i].advice);
  return NULL;
}

/* The last line that says something: that is where Python puts what went wrong. */
static const char *
advice_for_words (PerchBackend *backend)
{
  const char *const *lines = perch_backend_get_last_error (backend);
  guint n_lines = lines != NULL ? g_strv_length ((GStrv) lines) : 0;
  const char *advice = NULL;

  while (advice == NULL && n_lines > 0)
    advice = find_sign (lines[--n_lines]);
  return advice;
}

static const char *
advice_for_signal (int signal_number)
{
  if (signal_number == SIGKILL)
    return _ ("Something ended it by force, most often the system when memory ran out. Close other "
              "programs, then press Start.");
  if (signal_number == SIGTERM || signal_number == SIGINT || signal_number == SIGHUP)
    return _ ("Another program, or a person, has ended it. Press Start to have it back.");
  return _ (
      "It crashed. Save a support bundle for those who make it, and press Start to try again.");
}

static const char *
advice_for_end (PerchBackend *backend)
{
  const PerchBackendExit *ended = perch_backend_get_exit (backend);

  if (ended == NULL || ended->expected)
    return _ ("Open the log to see what it did, and press Start to try again.");
  if (ended->signal_number != 0)
    return advice_for_signal (ended->signal_number);
  if (ended->code == 127)
    return _ (NEEDS_ANOTHER);
  if (ended->code == 78)
    return _ ("It does not accept its settings. Its last words say which; correct them, then press "
              "Start.");
  return _ ("Its last words and the log say more. Press Start to try again.");
}

/* Where there is nothing at the path, and where the path is written down. */
static char *
advice_for_path (PerchBackend *backend, gboolean has_preferences)
{
  const PerchProfile *profile = perch_backend_get_profile (backend);
  g_autofree char *file = NULL;

  if (profile->file == NULL)
    return g_strdup (has_preferences ? _ ("Put the program there, or choose another one in the "
                                          "preferences, under Backends.")
                                     : _ ("Put the program there."));
  file = perch_status_text_shorten_path (profile->file, 80);
  if (!has_preferences)
    /* Translators: %s is a file; “executable” is a word in it and stays as it is */
    return g_strdup_printf (_ ("Put the program there. Its path stands behind “executable” in %s"),
                            file);
  /* Translators: %s is a file; “executable” is a word in it and stays as it is */
  return g_strdup_printf (_ ("Put the program there, or choose another one in the preferences, "
                             "under Backends. Its path stands behind “executable” in %s"),
                          file);
}

/**
 * perch_advice_for:
 * @backend: a backend
 * @has_preferences: whether the person can get to the preferences
 *
 * Returns: (transfer full) (nullable): what a person can do about it, in a sentence or two; %NULL
 *   when there is nothing to be done
 */
char *
perch_advice_for (PerchBackend *backend, gboolean has_preferences)
{
  const PerchBackendExit *ended = NULL;
  const char *advice = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  ended = perch_backend_get_exit (backend);
  switch (perch_backend_get_state (backend))
    {
    case PERCH_BACKEND_STATE_NOT_FOUND:
      return perch_backend_get_missing (backend) == PERCH_BACKEND_MISSING_PROGRAM
                 ? advice_for_path (backend, has_preferences)
                 : g_strdup (_ (NEEDS_ANOTHER));
    case PERCH_BACKEND_STATE_UNHEALTHY:
      return g_strdup (
          _ ("It runs, but does not answer as it should. Press Restart if that lasts."));
    case PERCH_BACKEND_STATE_STOPPED:
      if (ended == NULL || ended->expected)
        return NULL;
      break;
    case PERCH_BACKEND_STATE_BACKOFF:
    case PERCH_BACKEND_STATE_FAILED:
      break;
    case PERCH_BACKEND_STATE_STARTING:
    case PERCH_BACKEND_STATE_RUNNING:
    case PERCH_BACKEND_STATE_STOPPING:
    default:
      return NULL;
    }
  advice = advice_for_words (backend);
  return g_strdup (advice != NULL ? advice : advice_for_end (backend));
}
