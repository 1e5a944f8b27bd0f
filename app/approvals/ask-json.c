/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/ask-private.h"

/* What other programs are told of a question. */

static const char *
state_to_string (PerchAskState state)
{
  static const char *const names[] = {
    [PERCH_ASK_STATE_PENDING] = "pending",     [PERCH_ASK_STATE_APPROVED] = "approved",
    [PERCH_ASK_STATE_REJECTED] = "rejected",   [PERCH_ASK_STATE_TIMED_OUT] = "timed_out",
    [PERCH_ASK_STATE_WITHDRAWN] = "withdrawn",
  };

  return names[state];
}

static const char *
way_to_string (PerchAskWay way)
{
  static const char *const names[] = {
    [PERCH_ASK_WAY_DIALOG] = "dialog",     [PERCH_ASK_WAY_NOTIFICATION] = "notification",
    [PERCH_ASK_WAY_CLI] = "cli",           [PERCH_ASK_WAY_API] = "api",
    [PERCH_ASK_WAY_STANDING] = "standing",
  };

  return names[way];
}

static gboolean
is_answered (PerchAsk *self)
{
  return self->state == PERCH_ASK_STATE_APPROVED || self->state == PERCH_ASK_STATE_REJECTED;
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_seconds (JsonBuilder *builder, const char *name, gint64 milliseconds)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, (double) milliseconds / 1000);
}

static void
add_caller (JsonBuilder *builder, const char *name, const PerchCaller *caller)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "pid");
  if (caller->pid != 0)
    json_builder_add_int_value (builder, caller->pid);
  else
    json_builder_add_null_value (builder);
  add_string (builder, "name", caller->name);
  add_string (builder, "program", caller->program);
  json_builder_end_object (builder);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 real_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (real_us / G_USEC_PER_SEC);
  g_autofree char *second = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *text = g_strdup_printf ("%s.%03dZ", second, (int) (real_us / 1000 % 1000));

  add_string (builder, name, text);
}

/**
 * perch_ask_add_result:
 * @self: a question
 * @builder: a builder in the middle of an object
 *
 * Adds what has become of @self: `id`, `state`, `approved`, `response`, and for one that was
 * answered `way` and, if by another program, `answered_by`.
 */
void
perch_ask_add_result (PerchAsk *self, JsonBuilder *builder)
{
  g_return_if_fail (PERCH_IS_ASK (self));
  g_return_if_fail (JSON_IS_BUILDER (builder));

  add_string (builder, "id", self->id);
  add_string (builder, "state", state_to_string (self->state));
  json_builder_set_member_name (builder, "approved");
  json_builder_add_boolean_value (builder, perch_ask_get_approved (self));
  add_string (builder, "response", perch_ask_get_response (self));
  if (is_answered (self))
    add_string (builder, "way", way_to_string (self->way));
  if (self->by != NULL)
    add_caller (builder, "answered_by", self->by);
}

/**
 * perch_ask_add_json:
 * @self: a question
 * @builder: a builder in the middle of an object
 *
 * Adds all that perch_ask_add_result() does, and the question itself: `prompt`, `tool_name` and
 * `args` where it is about a tool, `caller`, `asked_at`, `timeout` and `remaining` in seconds.
 */
void
perch_ask_add_json (PerchAsk *self, JsonBuilder *builder)
{
  g_return_if_fail (PERCH_IS_ASK (self));
  g_return_if_fail (JSON_IS_BUILDER (builder));

  perch_ask_add_result (self, builder);
  add_string (builder, "prompt", self->prompt);
  if (self->tool_name != NULL)
    add_string (builder, "tool_name", self->tool_name);
  if (self->args != NULL)
    {
      json_builder_set_member_name (builder, "args");
      json_builder_add_value (builder, json_from_string (self->args, NULL));
    }
  add_caller (builder, "caller", self->caller);
  add_time (builder, "asked_at", self->asked_real_us);
  add_seconds (builder, "timeout", self->timeout_ms);
  add_seconds (builder, "remaining", perch_ask_get_remaining_us (self) / 1000);
  add_string (builder, "trace_id", self->trace_id);
}

/**
 * perch_ask_describe_end:
 * @self: a question that is not pending any more
 *
 * Returns: (transfer full): what has become of it, as the middle of a sentence: "approved (dialog)"
 */
char *
perch_ask_describe_end (PerchAsk *self)
{
  g_autofree char *by = NULL;

  g_return_val_if_fail (PERCH_IS_ASK (self), NULL);

  switch (self->state)
    {
    case PERCH_ASK_STATE_TIMED_OUT:
      return g_strdup ("not approved (nobody answered in time)");
    case PERCH_ASK_STATE_WITHDRAWN:
      return g_strdup ("withdrawn (who asked is gone)");
    case PERCH_ASK_STATE_PENDING:
    case PERCH_ASK_STATE_APPROVED:
    case PERCH_ASK_STATE_REJECTED:
    default:
      break;
    }
  by = self->by != NULL ? perch_caller_describe (self->by) : NULL;
  return g_strdup_printf ("%s (%s%s%s)", state_to_string (self->state), way_to_string (self->way),
                          by != NULL ? ", by " : "", by != NULL ? by : "");
}
