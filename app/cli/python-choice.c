/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/python-choice.h"

#include <string.h>

#include "app/cli/await.h"
#include "app/cli/exit-status.h"
#include "app/cli/python-list.h"
#include "backend-manager/executable-check.h"
#include "backend-manager/python-runtimes.h"
#include "backend-manager/text.h"
#include "backend-manager/version-number.h"

#define TIMEOUT_MS 10000

/* Returns: (transfer full) (nullable): path of the newest Python whose version starts so */
static char *
find_installed (const char *version, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) runtimes = perch_python_list_runtimes (cancellable);

  for (guint i = 0; runtimes != NULL && i < runtimes->len; i++)
    {
      const PerchPythonRuntime *runtime = g_ptr_array_index (runtimes, i);

      if (runtime->problem == NULL && runtime->version != NULL &&
          (version == NULL || perch_version_number_starts_with (runtime->version, version)))
        return g_strdup (runtime->path);
    }
  return NULL;
}

static char *
find (const char *wanted, GCancellable *cancellable, GError **error)
{
  g_autofree char *shown = NULL;
  char *path = NULL;

  if (wanted != NULL && strchr (wanted, '/') != NULL)
    return g_canonicalize_filename (wanted, NULL);
  if (wanted != NULL && g_ascii_isdigit (wanted[0]))
    path = find_installed (wanted, cancellable);
  else
    path = g_find_program_in_path (wanted != NULL ? wanted : "python3");
  if (path == NULL && wanted == NULL)
    path = find_installed (NULL, cancellable);
  if (path != NULL)
    return path;

  shown = perch_text_escape (wanted != NULL ? wanted : "");
  if (wanted == NULL)
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED,
                 "there is no Python on this machine; on Debian: apt install python3-venv");
  else
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED,
                 "there is no Python \"%s\"; \"perch list runtimes\" shows those there are", shown);
  return NULL;
}

static PerchPythonAnswer *
ask (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (PerchAwait) await = perch_await_new ();
  g_autofree char *shown = NULL;
  PerchPythonAnswer *answer = NULL;

  if (!perch_executable_check (path, error))
    return NULL;
  perch_python_ask_async (path, TIMEOUT_MS, cancellable, perch_await_ready_cb, await);
  answer = perch_python_ask_finish (perch_await_result (await), error);
  if (answer == NULL)
    {
      shown = perch_text_escape (path);
      g_prefix_error (error, "%s: ", shown);
    }
  else if (answer->executable == NULL)
    answer->executable = g_strdup (path);
  return answer;
}

/**
 * perch_python_choose:
 * @wanted: (nullable): what somebody typed: a path, the start of a version or a program's name;
 *   %NULL for `python3` of PATH, or else the newest that is installed
 * @cancellable: (nullable): to stop waiting for it
 * @error: why not
 *
 * Finds a Python, and asks it who it is: behind a name there may be a script that runs another one.
 * For the command line only: it blocks.
 *
 * Returns: (transfer full) (nullable): its version and executable
 */
PerchPythonAnswer *
perch_python_choose (const char *wanted, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = find (wanted, cancellable, error);

  return path != NULL ? ask (path, cancellable, error) : NULL;
}
