/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/server/caller.h"

G_BEGIN_DECLS

/**
 * PerchAskState:
 * @PERCH_ASK_STATE_PENDING: the person has not answered yet
 * @PERCH_ASK_STATE_APPROVED: yes
 * @PERCH_ASK_STATE_REJECTED: no
 * @PERCH_ASK_STATE_TIMED_OUT: nobody has answered in time, which means no
 * @PERCH_ASK_STATE_WITHDRAWN: who asked is gone
 *
 * A question leaves PENDING once and for good.
 */
typedef enum
{
  PERCH_ASK_STATE_PENDING,
  PERCH_ASK_STATE_APPROVED,
  PERCH_ASK_STATE_REJECTED,
  PERCH_ASK_STATE_TIMED_OUT,
  PERCH_ASK_STATE_WITHDRAWN,
} PerchAskState;

/**
 * PerchAskWay:
 * @PERCH_ASK_WAY_DIALOG: a button of the dialog, or its being closed
 * @PERCH_ASK_WAY_NOTIFICATION: a button of the notification
 * @PERCH_ASK_WAY_CLI: `perch ask`, on the control socket
 * @PERCH_ASK_WAY_API: a request at the hooks' port
 * @PERCH_ASK_WAY_STANDING: it was approved before, for some time
 *
 * How an answer was given.
 */
typedef enum
{
  PERCH_ASK_WAY_DIALOG,
  PERCH_ASK_WAY_NOTIFICATION,
  PERCH_ASK_WAY_CLI,
  PERCH_ASK_WAY_API,
  PERCH_ASK_WAY_STANDING,
} PerchAskWay;

/**
 * PerchAskQuestion:
 * @prompt: what the person is asked, plain text
 * @tool_name: (nullable): the tool that is to be allowed
 * @args: (nullable): its arguments, as JSON
 * @timeout_ms: how long the person has
 * @caller: who asks
 * @trace_id: (nullable): what the question belongs to
 *
 * All a question is made of. All texts are valid UTF-8.
 */
typedef struct
{
  const char *prompt;
  const char *tool_name;
  const char *args;
  guint timeout_ms;
  const PerchCaller *caller;
  const char *trace_id;
} PerchAskQuestion;

/**
 * PerchAskAnswer:
 * @approved: yes or no
 * @response: (nullable): what the person says to it
 * @way: how it was given
 * @by: (nullable): the program that it came from, when it came from another one
 */
typedef struct
{
  gboolean approved;
  const char *response;
  PerchAskWay way;
  const PerchCaller *by;
} PerchAskAnswer;

#define PERCH_TYPE_ASK (perch_ask_get_type ())
G_DECLARE_FINAL_TYPE (PerchAsk, perch_ask, PERCH, ASK, GObject)

const char *perch_ask_get_id (PerchAsk *self);
const char *perch_ask_get_prompt (PerchAsk *self);
const char *perch_ask_get_tool_name (PerchAsk *self);
const char *perch_ask_get_args (PerchAsk *self);
const PerchCaller *perch_ask_get_caller (PerchAsk *self);
const char *perch_ask_get_trace_id (PerchAsk *self);
PerchAskState perch_ask_get_state (PerchAsk *self);
gboolean perch_ask_get_approved (PerchAsk *self);
const char *perch_ask_get_response (PerchAsk *self);
gint64 perch_ask_get_remaining_us (PerchAsk *self);
gint64 perch_ask_get_taken_us (PerchAsk *self);
char *perch_ask_describe_end (PerchAsk *self);
void perch_ask_add_result (PerchAsk *self, JsonBuilder *builder);
void perch_ask_add_json (PerchAsk *self, JsonBuilder *builder);

G_END_DECLS
