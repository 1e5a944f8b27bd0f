/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/diagnostics.h"

#include <string.h>

#include "app/status-text.h"
#include "backend-manager/clock.h"
#include "backend-manager/text.h"
#include "config.h"

/* The text is for a bug report: in English whatever the language of the person, and without what
 * must not go into one: no arguments, no environment values, no settings; and where others have had
 * their say, without what looks like a secret. */

#define MAX_ERROR_LINES 20
#define MAX_LINE_CHARS 400

typedef struct
{
  GString *text; /* (owned) */
  const PerchMask *mask; /* (unowned) */
} Report;

/* As the log does; line by line, so that a quote which is not closed hides no more than its own. */
static char *
mask (const Report *report, const char *text)
{
  GString *masked = g_string_new (NULL);

  perch_mask_append_text (report->mask, masked, text, strlen (text));
  return g_string_free (masked, FALSE);
}

static void
add (const Report *report, const char *name, const char *value)
{
  g_autofree char *masked = mask (report, value);
  g_autofree char *safe = perch_text_escape (masked);

  g_string_append_printf (report->text, "%s: %s\n", name, safe);
}

static void
add_system (const Report *report)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  const char *session = g_getenv ("XDG_SESSION_TYPE");

  add (report, "System", system != NULL ? system : "unknown");
  add (report, "Desktop", desktop != NULL ? desktop : "unknown");
  add (report, "Session", session != NULL ? session : "unknown");
}

static void
add_process (const Report *report, PerchBackend *backend)
{
  const PerchSample *sample = perch_sampler_get_latest (perch_backend_get_sampler (backend));
  g_autofree char *uptime = perch_format_uptime (perch_backend_get_uptime_seconds (backend));

  g_string_append_printf (report->text, "  pid: %d, up %s, restarts %u\n",
                          (int) perch_backend_get_pid (backend), uptime,
                          perch_backend_get_restarts (backend));
  if (sample != NULL)
    {
      g_autofree char *memory = perch_format_memory (sample->memory_bytes);

      g_string_append_printf (report->text,
                              "  cpu %.1f %%, memory %s, %u processes, %u open files\n",
                              sample->cpu_percent, memory, sample->processes, sample->open_files);
    }
}

static void
add_exit (const Report *report, const PerchBackendExit *ended)
{
  if (ended == NULL)
    add (report, "  last exit", "none");
  else if (ended->expected)
    g_string_append_printf (report->text, "  last exit: %s (asked for)\n", ended->reason);
  else
    add (report, "  last exit", ended->reason);
}

static void
add_last_error (const Report *report, PerchBackend *backend)
{
  const char *const *lines = perch_backend_get_last_error (backend);
  guint n_lines = lines != NULL ? g_strv_length ((GStrv) lines) : 0;
  guint first = n_lines > MAX_ERROR_LINES ? n_lines - MAX_ERROR_LINES : 0;

  if (n_lines == 0)
    return;
  g_string_append (report->text, "  last error lines:\n");
  for (guint i = first; i < n_lines; i++)
    {
      g_autofree char *masked = mask (report, lines[i]);
      g_autofree char *line = perch_status_text_shorten (masked, MAX_LINE_CHARS);

      g_string_append_printf (report->text, "    %s\n", line);
    }
}

static void
add_backend (const Report *report, PerchBackend *backend)
{
  const char *executable = perch_backend_get_executable (backend);
  const char *problem = perch_backend_get_problem (backend);

  g_string_append_printf (report->text, "\nBackend %s (%s): %s\n", perch_backend_get_name (backend),
                          perch_backend_kind_to_string (perch_backend_get_profile (backend)->kind),
                          perch_backend_state_to_string (perch_backend_get_state (backend)));
  add (report, "  executable", executable != NULL ? executable : "none");
  add_process (report, backend);
  if (problem != NULL)
    add (report, "  problem", problem);
  add_exit (report, perch_backend_get_exit (backend));
  add_last_error (report, backend);
}

/**
 * perch_diagnostics_new:
 * @manager: the backends
 * @facts: the rest
 *
 * Returns: (transfer full): what somebody who is to help has to know, as text of several lines
 */
char *
perch_diagnostics_new (PerchBackendManager *manager, const PerchDiagnosticsFacts *facts)
{
  const char *const *problems = NULL;
  Report report = { NULL };
  guint n_backends;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (facts != NULL && facts->mask != NULL, NULL);

  report.mask = facts->mask;
  report.text = g_string_new ("Perch " PERCH_VERSION "\n");
  add (&report, "Mode", facts->mode);
  add_system (&report);
  add (&report, "Tray host", facts->tray_host);
  add (&report, "Log", facts->log_file != NULL ? facts->log_file : "none");
  if (facts->log_problem != NULL)
    add (&report, "Log problem", facts->log_problem);

  problems = perch_backend_manager_get_problems (manager);
  for (guint i = 0; problems != NULL && problems[i] != NULL; i++)
    add (&report, "Problem", problems[i]);

  n_backends = g_list_model_get_n_items (G_LIST_MODEL (manager));
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (manager), i);

      add_backend (&report, backend);
    }
  return g_string_free (report.text, FALSE);
}
