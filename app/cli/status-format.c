/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/status-format.h"

#include "app/cli/table.h"
#include "backend-manager/clock.h"
#include "backend-manager/text.h"

static const char *
get_string (JsonObject *object, const char *name, const char *fallback)
{
  const char *value = json_object_get_string_member_with_default (object, name, NULL);

  return value != NULL ? value : fallback;
}

static gint64
get_int (JsonObject *object, const char *name)
{
  return json_object_get_int_member_with_default (object, name, 0);
}

/* Every state has its word; colour only repeats it. */
static const char *
paint_state (const char *state)
{
  if (g_str_equal (state, "running"))
    return "\x1b[32m";
  if (g_str_equal (state, "failed") || g_str_equal (state, "not-found"))
    return "\x1b[31m";
  if (g_str_equal (state, "stopped"))
    return "";
  return "\x1b[33m";
}

static void
add_backend (PerchTable *table, JsonObject *backend)
{
  gint64 pid = get_int (backend, "pid");
  double cpu = json_object_get_double_member_with_default (backend, "cpu_percent", 0);
  g_autofree char *pid_text = g_strdup_printf ("%" G_GINT64_FORMAT, pid);
  g_autofree char *uptime = perch_format_uptime (get_int (backend, "uptime_seconds"));
  g_autofree char *cpu_text = g_strdup_printf ("%.1f %%", cpu);
  g_autofree char *memory = perch_format_memory ((guint64) get_int (backend, "memory_bytes"));
  const char *const running[] = {
    get_string (backend, "name", "?"),
    get_string (backend, "kind", "?"),
    get_string (backend, "state", "?"),
    pid_text,
    uptime,
    cpu_text,
    memory,
    get_string (backend, "executable", "-"),
    NULL,
  };
  const char *const other[] = {
    get_string (backend, "name", "?"),
    get_string (backend, "kind", "?"),
    get_string (backend, "state", "?"),
    "-",
    "-",
    "-",
    "-",
    get_string (backend, "executable", "-"),
    NULL,
  };

  perch_table_add_row (table, pid > 0 ? running : other);
}

static char *
format_table (JsonArray *backends, gboolean colour)
{
  static const char *const headings[] = { "NAME", "KIND",   "STATE",      "PID", "UPTIME",
                                          "CPU",  "MEMORY", "EXECUTABLE", NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);

  perch_table_paint (table, 2, paint_state);
  for (guint i = 0; i < json_array_get_length (backends); i++)
    add_backend (table, json_array_get_object_element (backends, i));
  return perch_table_format (table, colour);
}

/* Where a backend is reached, and whose Python runs it. */
static void
append_place (GString *text, JsonObject *backend)
{
  const char *endpoint = get_string (backend, "endpoint", NULL);
  const char *venv = get_string (backend, "venv", NULL);
  g_autofree char *shown = venv != NULL ? perch_text_escape (venv) : NULL;

  if (endpoint == NULL && venv == NULL)
    return;
  g_string_append_printf (text, "\n%s:", get_string (backend, "name", "?"));
  if (endpoint != NULL)
    g_string_append_printf (text, " at %s%s", endpoint, venv != NULL ? "," : "");
  if (venv != NULL)
    g_string_append_printf (text, " environment %s", shown);
  g_string_append_c (text, '\n');
}

/* Why a backend is not what it should be, in its own words too. */
static void
append_trouble (GString *text, JsonObject *backend)
{
  const char *problem = get_string (backend, "problem", NULL);
  JsonArray *lines = json_object_get_array_member (backend, "last_error");
  g_autofree char *shown = NULL;

  if (problem == NULL)
    return;
  shown = perch_text_escape (problem);
  g_string_append_printf (text, "\n%s: %s\n", get_string (backend, "name", "?"), shown);
  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    {
      g_autofree char *line = perch_text_escape (json_array_get_string_element (lines, i));

      g_string_append_printf (text, "  %s\n", line);
    }
}

static void
append_notice (GString *text, JsonObject *backend)
{
  const char *notice = get_string (backend, "notice", NULL);

  if (notice != NULL)
    g_string_append_printf (text, "\n%s: %s\n", get_string (backend, "name", "?"), notice);
}

static void
append_problems (GString *text, JsonArray *problems)
{
  for (guint i = 0; problems != NULL && i < json_array_get_length (problems); i++)
    {
      g_autofree char *shown = perch_text_escape (json_array_get_string_element (problems, i));

      g_string_append_printf (text, "%sProblem: %s\n", i == 0 ? "\n" : "", shown);
    }
}

/**
 * perch_status_format:
 * @status: what `perch status --json` prints
 * @colour: whether states are painted
 *
 * Returns: (transfer full): the same for people
 */
char *
perch_status_format (JsonObject *status, gboolean colour)
{
  g_autofree char *uptime = NULL;
  g_autofree char *table = NULL;
  GString *text = g_string_new (NULL);
  JsonArray *backends = NULL;

  g_return_val_if_fail (status != NULL, NULL);

  backends = json_object_get_array_member (status, "backends");
  uptime = perch_format_uptime (get_int (status, "uptime_seconds"));
  table = format_table (backends, colour);
  g_string_append_printf (text, "Perch %s, %s, pid %" G_GINT64_FORMAT ", up %s\n\n%s",
                          get_string (status, "version", "?"), get_string (status, "mode", "?"),
                          get_int (status, "pid"), uptime, table);
  for (guint i = 0; i < json_array_get_length (backends); i++)
    {
      append_place (text, json_array_get_object_element (backends, i));
      append_trouble (text, json_array_get_object_element (backends, i));
      append_notice (text, json_array_get_object_element (backends, i));
    }
  append_problems (text, json_object_get_array_member (status, "problems"));
  return g_string_free (text, FALSE);
}
