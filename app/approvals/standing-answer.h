/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask.h"

G_BEGIN_DECLS

/**
 * PerchStandingScope:
 * @PERCH_STANDING_SCOPE_QUESTION: this very question: its prompt, its tool and its arguments
 * @PERCH_STANDING_SCOPE_TOOL: this tool, whatever its arguments
 *
 * What a standing answer is about. There is none about all that a program may ask.
 */
typedef enum
{
  PERCH_STANDING_SCOPE_QUESTION,
  PERCH_STANDING_SCOPE_TOOL,
} PerchStandingScope;

/**
 * PerchStandingAnswer:
 * @id: 12 hex digits
 * @program: the executable that may ask
 * @scope: what about
 * @prompt: (nullable): the question, of scope QUESTION
 * @tool_name: (nullable): the tool
 * @args: (nullable): its arguments as JSON, of scope QUESTION
 * @expires_s: wall clock, seconds since 1970 UTC
 *
 * What the person has approved for some time.
 */
typedef struct
{
  char *id;
  char *program;
  PerchStandingScope scope;
  char *prompt;
  char *tool_name;
  char *args;
  gint64 expires_s;
} PerchStandingAnswer;

PerchStandingAnswer *perch_standing_answer_new (PerchAsk *ask,
                                                PerchStandingScope scope,
                                                gint64 expires_s);
PerchStandingAnswer *perch_standing_answer_read (JsonObject *object);
void perch_standing_answer_free (PerchStandingAnswer *self);
gboolean perch_standing_answer_covers (const PerchStandingAnswer *self,
                                       PerchAsk *ask,
                                       gint64 now_s);
void perch_standing_answer_add_json (const PerchStandingAnswer *self, JsonBuilder *builder);
char *perch_standing_answer_describe (const PerchStandingAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchStandingAnswer, perch_standing_answer_free)

G_END_DECLS
