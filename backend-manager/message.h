/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/json-scan.h"

G_BEGIN_DECLS

/**
 * PerchMessageKind:
 * @PERCH_MESSAGE_TEXT: not a JSON object: plain log text
 * @PERCH_MESSAGE_RECORD: a JSON object with none of the keys below: a structured log record
 * @PERCH_MESSAGE_STATUS: `"status": S`, the backend's own word about itself
 * @PERCH_MESSAGE_EVENT: `"event": NAME`
 * @PERCH_MESSAGE_REQUEST: JSON-RPC 2.0 with a method and an id: the backend asks Perch
 * @PERCH_MESSAGE_NOTIFICATION: JSON-RPC 2.0 with a method and no id
 * @PERCH_MESSAGE_ANSWER: JSON-RPC 2.0 with a result or an error
 */
typedef enum
{
  PERCH_MESSAGE_TEXT,
  PERCH_MESSAGE_RECORD,
  PERCH_MESSAGE_STATUS,
  PERCH_MESSAGE_EVENT,
  PERCH_MESSAGE_REQUEST,
  PERCH_MESSAGE_NOTIFICATION,
  PERCH_MESSAGE_ANSWER,
} PerchMessageKind;

/**
 * PerchMessage:
 * @name: event name, status word or method, by @kind
 * @id: JSON-RPC id, raw JSON
 * @level: value of `level`, when a string
 * @message: value of `message` (or `msg`), when a string
 * @trace_id: value of `trace_id`, when a string
 * @escaped: one of the string slices holds a backslash: read it with perch_slice_dup_string()
 *
 * What perch_message_scan() found in a line. All slices point into the line.
 */
typedef struct
{
  PerchMessageKind kind;
  PerchSlice name;
  PerchSlice id;
  PerchSlice level;
  PerchSlice message;
  PerchSlice trace_id;
  gboolean escaped;
} PerchMessage;

PerchMessageKind perch_message_scan (const char *line, gsize length, PerchMessage *message);
gboolean perch_message_scan_cut_answer (const char *line, gsize length, PerchSlice *id);

G_END_DECLS
