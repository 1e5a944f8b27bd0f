/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

/**
 * PerchAskReply:
 * @id: the id of a question, as somebody typed it
 * @approved: yes or no
 * @response: (nullable): what else there is to say to it
 * @standing_s: for how many seconds questions like it are answered, 0 for this one only
 * @scope: (nullable): what is like it: "question" or "tool"
 *
 * What somebody says to a question.
 */
typedef struct
{
  const char *id;
  gboolean approved;
  const char *response;
  guint standing_s;
  const char *scope;
} PerchAskReply;

PerchExitStatus perch_ask_print_result (JsonNode *reply, gboolean json);
PerchExitStatus perch_ask_list_pending (gboolean json);
PerchExitStatus perch_ask_respond (const PerchAskReply *answer, gboolean json);

G_END_DECLS
