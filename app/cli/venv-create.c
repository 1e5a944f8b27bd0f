/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-create.h"

#include <glib-unix.h>
#include <string.h>

#include "app/cli/await.h"
#include "app/cli/kind-word.h"
#include "app/cli/output.h"
#include "app/cli/python-choice.h"
#include "app/cli/python-json.h"
#include "app/cli/venv-commands.h"
#include "backend-manager/text.h"
#include "backend-manager/venv-needs.h"
#include "backend-manager/venv-pip.h"

#define NOTHING_LEFT "nothing is left of it"

/* Work that takes a while, and that Ctrl-C ends in good order. */
typedef struct
{
  GCancellable *cancellable; /* (owned) */
  PerchAwait *await; /* (owned) */
  GPtrArray *signals; /* (owned) (element-type GSource) */
} Work;

static gboolean
interrupted_cb (gpointer user_data)
{
  Work *work = user_data;

  if (!g_cancellable_is_cancelled (work->cancellable))
    g_printerr ("perch: interrupted; one moment\n");
  g_cancellable_cancel (work->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
work_begin (Work *work)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

  work->cancellable = g_cancellable_new ();
  work->await = perch_await_new ();
  work->signals = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      GSource *source = g_unix_signal_source_new (numbers[i]);

      g_source_set_callback (source, interrupted_cb, work, NULL);
      g_source_attach (source, NULL);
      g_ptr_array_add (work->signals, source);
    }
}

static void
work_clear (Work *work)
{
  g_ptr_array_foreach (work->signals, (GFunc) g_source_destroy, NULL);
  g_ptr_array_unref (work->signals);
  perch_await_free (work->await);
  g_object_unref (work->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
line_cb (const char *line, gpointer user_data)
{
  g_printerr ("  %s\n", line);
}

/* Cancelled is what it is called inside. */
static gboolean
check_interrupted (Work *work, gboolean done, const char *remains, GError **error)
{
  if (done || !g_cancellable_is_cancelled (work->cancellable))
    return done;
  g_clear_error (error);
  g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED, "interrupted; %s", remains);
  return FALSE;
}

/* What is neither a name nor looks like a path is more likely a slip than a wish. */
static gboolean
check_name (const char *typed, GError **error)
{
  g_autofree char *shown = perch_text_escape (typed);

  if (perch_profile_name_is_valid (typed) || typed[0] == '.' || strchr (typed, '/') != NULL)
    return TRUE;
  g_set_error (
      error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE,
      "\"%s\" is no name: those have letters, digits, \".\", \"_\" and \"-\"; a path has a "
      "slash, as in \"./%s\"",
      shown, shown);
  return FALSE;
}

static gboolean
create (const char *path, const char *wanted, char **requirements, GError **error)
{
  g_auto (Work) work = { NULL };
  g_autoptr (PerchPythonAnswer) python = NULL;
  g_autofree char *shown = perch_text_escape (path);
  gboolean done = FALSE;

  work_begin (&work);
  python = perch_python_choose (wanted, work.cancellable, error);
  if (python == NULL)
    return check_interrupted (&work, FALSE, NOTHING_LEFT, error);
  g_printerr ("Making %s with Python %s (%s)\n", shown, python->version, python->executable);
  perch_venv_create_async (path, python->executable, (const char *const *) requirements, line_cb,
                           NULL, work.cancellable, perch_await_ready_cb, work.await);
  done = perch_venv_create_finish (perch_await_result (work.await), error);
  return check_interrupted (&work, done, NOTHING_LEFT, error);
}

static gboolean
install (const char *path, char **requirements, GError **error)
{
  g_auto (Work) work = { NULL };
  gboolean done = FALSE;

  work_begin (&work);
  perch_venv_pip_install_async (path, (const char *const *) requirements, line_cb, NULL,
                                work.cancellable, perch_await_ready_cb, work.await);
  done = perch_venv_pip_install_finish (perch_await_result (work.await), error);
  return check_interrupted (&work, done, "what was installed so far stays", error);
}

static PerchExitStatus
report (const char *path, gboolean json)
{
  g_autoptr (PerchPythonEnvironment) environment = perch_python_environment_load (path);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = perch_text_escape (path);

  if (environment == NULL)
    {
      error = g_error_new (PERCH_CLI_ERROR, PERCH_EXIT_FAILED,
                           "%s is no environment any more: somebody has removed it", shown);
      return perch_output_failure (json, NULL, error);
    }
  if (json)
    {
      node = perch_python_json_for_environment (environment);
      perch_output_json (node);
    }
  else
    g_print ("%s is ready\n", shown);
  return PERCH_EXIT_OK;
}

/**
 * perch_venv_create:
 * @typed: name or path of what is to be made
 * @python: (nullable): which Python: a path, a program's name or a version
 * @kinds: (nullable): kinds of backends to install something for, with commas between them
 * @json: whether programs are to read what came of it
 *
 * Makes a virtual environment, tells on stderr how far it is, and leaves nothing behind when it
 * can't be made or is interrupted.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_venv_create (const char *typed, const char *python, const char *kinds, gboolean json)
{
  g_autofree char *path = perch_venv_path_of_new (typed);
  g_auto (GStrv) requirements = NULL;
  g_autoptr (GError) error = NULL;

  if (!check_name (typed, &error) || !perch_kind_word_parse_list (kinds, &requirements, &error) ||
      !create (path, python, requirements, &error))
    return perch_output_failure (json, NULL, error);
  return report (path, json);
}

/**
 * perch_venv_install:
 * @typed: which environment
 * @kinds: kinds of backends to install something for, with commas between them
 * @json: whether programs are to read what came of it
 *
 * Installs into an environment what it lacks to run certain servers.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_venv_install (const char *typed, const char *kinds, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchPythonEnvironment) environment = NULL;
  g_auto (GStrv) requirements = NULL;

  if (perch_kind_word_parse_list (kinds, &requirements, &error))
    environment = perch_venv_find (typed, &error);
  if (environment == NULL)
    return perch_output_failure (json, NULL, error);
  if (environment->problem != NULL)
    g_set_error (&error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED, "%s can’t be used: %s",
                 environment->path, environment->problem);
  if (error != NULL ||
      (requirements[0] != NULL && !install (environment->path, requirements, &error)))
    return perch_output_failure (json, NULL, error);
  return report (environment->path, json);
}
