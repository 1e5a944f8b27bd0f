/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/standing-answer.h"

#include "app/server/trace-id.h"
#include "backend-manager/text.h"

#define ID_LENGTH 12
#define MAX_SHOWN 100

static const char *const scopes[] = {
  [PERCH_STANDING_SCOPE_QUESTION] = "question",
  [PERCH_STANDING_SCOPE_TOOL] = "tool",
};

/**
 * perch_standing_answer_new:
 * @ask: a question whose program is known; with a tool, for %PERCH_STANDING_SCOPE_TOOL
 * @scope: what is answered
 * @expires_s: until when, wall clock, seconds since 1970 UTC
 *
 * Returns: (transfer full): a yes to questions such as @ask
 */
PerchStandingAnswer *
perch_standing_answer_new (PerchAsk *ask, PerchStandingScope scope, gint64 expires_s)
{
  PerchStandingAnswer *self = NULL;

  g_return_val_if_fail (PERCH_IS_ASK (ask), NULL);
  g_return_val_if_fail (perch_ask_get_caller (ask)->program != NULL, NULL);

  self = g_new0 (PerchStandingAnswer, 1);
  self->id = perch_trace_id_new ();
  self->id[ID_LENGTH] = '\0';
  self->program = g_strdup (perch_ask_get_caller (ask)->program);
  self->scope = scope;
  self->tool_name = g_strdup (perch_ask_get_tool_name (ask));
  self->expires_s = expires_s;
  if (scope == PERCH_STANDING_SCOPE_QUESTION)
    {
      self->prompt = g_strdup (perch_ask_get_prompt (ask));
      self->args = g_strdup (perch_ask_get_args (ask));
    }
  return self;
}

static char *
dup_string (JsonObject *object, const char *name)
{
  return g_strdup (json_object_get_string_member_with_default (object, name, NULL));
}

/**
 * perch_standing_answer_read:
 * @object: an element of `answers` in the settings, which its schema likes
 *
 * Returns: (transfer full) (nullable): the answer; %NULL when its time makes no sense
 */
PerchStandingAnswer *
perch_standing_answer_read (JsonObject *object)
{
  g_autoptr (GDateTime) expires = NULL;
  PerchStandingAnswer *self = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  expires = g_date_time_new_from_iso8601 (json_object_get_string_member (object, "expires"), NULL);
  if (expires == NULL)
    return NULL;
  self = g_new0 (PerchStandingAnswer, 1);
  self->id = dup_string (object, "id");
  self->program = dup_string (object, "program");
  self->prompt = dup_string (object, "prompt");
  self->tool_name = dup_string (object, "tool_name");
  if (json_object_has_member (object, "args"))
    self->args = json_to_string (json_object_get_member (object, "args"), FALSE);
  if (g_str_equal (json_object_get_string_member (object, "scope"),
                   scopes[PERCH_STANDING_SCOPE_TOOL]))
    self->scope = PERCH_STANDING_SCOPE_TOOL;
  self->expires_s = g_date_time_to_unix (expires);
  return self;
}

/**
 * perch_standing_answer_free:
 * @self: (transfer full): a standing answer
 */
void
perch_standing_answer_free (PerchStandingAnswer *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->program);
  g_free (self->prompt);
  g_free (self->tool_name);
  g_free (self->args);
  g_free (self);
}

/**
 * perch_standing_answer_covers:
 * @self: a standing answer
 * @ask: a question
 * @now_s: wall clock, seconds since 1970 UTC
 *
 * Returns: whether @self is an answer to @ask
 */
gboolean
perch_standing_answer_covers (const PerchStandingAnswer *self, PerchAsk *ask, gint64 now_s)
{
  const PerchCaller *caller = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (PERCH_IS_ASK (ask), FALSE);

  caller = perch_ask_get_caller (ask);
  if (now_s >= self->expires_s || caller->program == NULL ||
      !g_str_equal (caller->program, self->program) ||
      g_strcmp0 (perch_ask_get_tool_name (ask), self->tool_name) != 0)
    return FALSE;
  if (self->scope == PERCH_STANDING_SCOPE_TOOL)
    return self->tool_name != NULL;
  return g_strcmp0 (perch_ask_get_prompt (ask), self->prompt) == 0 &&
         g_strcmp0 (perch_ask_get_args (ask), self->args) == 0;
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static char *
format_time (gint64 unix_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_s);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/**
 * perch_standing_answer_add_json:
 * @self: a standing answer
 * @builder: where a value may stand
 *
 * Adds @self as an object, as it is kept in the settings.
 */
void
perch_standing_answer_add_json (const PerchStandingAnswer *self, JsonBuilder *builder)
{
  g_autofree char *expires = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (JSON_IS_BUILDER (builder));

  expires = format_time (self->expires_s);
  json_builder_begin_object (builder);
  add_string (builder, "id", self->id);
  add_string (builder, "program", self->program);
  add_string (builder, "scope", scopes[self->scope]);
  add_string (builder, "prompt", self->prompt);
  add_string (builder, "tool_name", self->tool_name);
  if (self->args != NULL)
    {
      json_builder_set_member_name (builder, "args");
      json_builder_add_value (builder, json_from_string (self->args, NULL));
    }
  add_string (builder, "expires", expires);
  json_builder_end_object (builder);
}

/**
 * perch_standing_answer_describe:
 * @self: a standing answer
 *
 * Returns: (transfer full): what it allows, for the log
 */
char *
perch_standing_answer_describe (const PerchStandingAnswer *self)
{
  const char *what = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *expires = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  what = self->prompt != NULL ? self->prompt : self->tool_name;
  cut = g_utf8_substring (what, 0, MIN (g_utf8_strlen (what, -1), MAX_SHOWN));
  shown = perch_text_escape (cut);
  expires = format_time (self->expires_s);
  return g_strdup_printf ("%s may have the %s \"%s\" without asking until %s", self->program,
                          scopes[self->scope], shown, expires);
}
