/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/backend-json.h"

#include "backend-manager/json-text.h"

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_int_or_null (JsonBuilder *builder, const char *name, gint64 value, gboolean known)
{
  json_builder_set_member_name (builder, name);
  if (known)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_sample (JsonBuilder *builder, const PerchSample *sample)
{
  double cpu = sample != NULL ? sample->cpu_percent : 0;

  json_builder_set_member_name (builder, "cpu_percent");
  json_builder_add_double_value (builder, (double) (gint64) (cpu * 10 + 0.5) / 10);
  add_int (builder, "memory_bytes", sample != NULL ? (gint64) sample->memory_bytes : 0);
  add_int (builder, "processes", sample != NULL ? sample->processes : 0);
}

static void
add_exit (JsonBuilder *builder, const PerchBackendExit *ended)
{
  json_builder_set_member_name (builder, "exit");
  if (ended == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  if (ended->signal_number != 0)
    add_int (builder, "signal", ended->signal_number);
  else
    add_int (builder, "code", ended->code);
  perch_json_add_text (builder, "reason", ended->reason);
  json_builder_end_object (builder);
}

static void
add_last_error (JsonBuilder *builder, const char *const *lines)
{
  json_builder_set_member_name (builder, "last_error");
  json_builder_begin_array (builder);
  for (gsize i = 0; lines != NULL && lines[i] != NULL; i++)
    json_builder_add_string_value (builder, lines[i]);
  json_builder_end_array (builder);
}

/**
 * perch_backend_add_json:
 * @backend: a backend
 * @builder: a builder where a value may come
 *
 * Adds the object that stands for @backend in every reply and in `perch status --json`.
 */
void
perch_backend_add_json (PerchBackend *backend, JsonBuilder *builder)
{
  const PerchProfile *profile = NULL;
  const PerchBackendEndpoint *endpoint = NULL;
  const PerchSample *sample = NULL;
  PerchBackendState state = PERCH_BACKEND_STATE_STOPPED;
  gboolean runs = FALSE;

  g_return_if_fail (PERCH_IS_BACKEND (backend));
  g_return_if_fail (JSON_IS_BUILDER (builder));

  profile = perch_backend_get_profile (backend);
  endpoint = perch_backend_get_endpoint (backend);
  state = perch_backend_get_state (backend);
  runs = perch_backend_get_pid (backend) > 0;
  if (runs)
    sample = perch_sampler_get_latest (perch_backend_get_sampler (backend));

  json_builder_begin_object (builder);
  perch_json_add_text (builder, "name", perch_backend_get_name (backend));
  perch_json_add_text (builder, "label", perch_backend_get_label (backend));
  perch_json_add_text (builder, "kind", perch_backend_kind_to_string (profile->kind));
  perch_json_add_text (builder, "state", perch_backend_state_to_string (state));
  perch_json_add_text (builder, "endpoint", endpoint != NULL ? endpoint->address : NULL);
  perch_json_add_text (builder, "venv", profile->venv);
  add_int_or_null (builder, "pid", perch_backend_get_pid (backend), runs);
  add_int_or_null (builder, "uptime_seconds", perch_backend_get_uptime_seconds (backend), runs);
  perch_json_add_text (builder, "executable", perch_backend_get_executable (backend));
  json_builder_set_member_name (builder, "ready");
  json_builder_add_boolean_value (builder, perch_backend_get_ready (backend));
  add_sample (builder, sample);
  add_int (builder, "restarts", perch_backend_get_restarts (backend));
  add_exit (builder, perch_backend_get_exit (backend));
  perch_json_add_text (builder, "problem", perch_backend_get_problem (backend));
  perch_json_add_text (builder, "notice", perch_backend_get_notice (backend));
  add_last_error (builder, perch_backend_get_last_error (backend));
  json_builder_end_object (builder);
}
