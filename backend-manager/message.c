/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/message.h"

#include <string.h>

/* The members of the line's object that decide what it is, as raw JSON; the last one of a name
 * counts. */
typedef struct
{
  PerchSlice jsonrpc;
  PerchSlice method;
  PerchSlice id;
  PerchSlice result;
  PerchSlice error;
  PerchSlice event;
  PerchSlice status;
  PerchSlice level;
  PerchSlice message;
  PerchSlice msg;
  PerchSlice trace_id;
} Members;

static inline gboolean
is (PerchSlice slice, const char *text)
{
  return slice.length == strlen (text) && memcmp (slice.text, text, slice.length) == 0;
}

/* The length alone rules out most names. */
static PerchSlice *
find_member (Members *members, PerchSlice key)
{
  switch (key.length)
    {
    case 2:
      if (is (key, "id"))
        return &members->id;
      break;
    case 3:
      if (is (key, "msg"))
        return &members->msg;
      break;
    case 5:
      if (is (key, "event"))
        return &members->event;
      if (is (key, "level"))
        return &members->level;
      if (is (key, "error"))
        return &members->error;
      break;
    case 6:
      if (is (key, "status"))
        return &members->status;
      if (is (key, "method"))
        return &members->method;
      if (is (key, "result"))
        return &members->result;
      break;
    case 7:
      if (is (key, "message"))
        return &members->message;
      if (is (key, "jsonrpc"))
        return &members->jsonrpc;
      break;
    case 8:
      if (is (key, "trace_id"))
        return &members->trace_id;
      break;
    default:
      break;
    }
  return NULL;
}

static gboolean
scan_line (const char *p, const char *end, Members *members)
{
  gboolean done = FALSE;

  p = perch_json_skip_space (p, end);
  if (p == end || *p != '{')
    return FALSE;

  p = perch_json_skip_space (p + 1, end);
  if (p < end && *p == '}')
    return perch_json_skip_space (p + 1, end) == end;

  while (!done)
    {
      PerchSlice key;
      PerchSlice *member;
      const char *value = perch_json_scan_key (p, end, &key);

      if (value == NULL)
        return FALSE;
      p = perch_json_scan_value (value, end, 1);
      if (p == NULL)
        return FALSE;
      member = find_member (members, key);
      if (member != NULL)
        *member = (PerchSlice){ value, p - value };
      p = perch_json_scan_separator (p, end, '}', &done);
      if (p == NULL)
        return FALSE;
    }
  return perch_json_skip_space (p, end) == end;
}

/* What stands between the quotes, or nothing when @value is no string. */
static PerchSlice
string_of (PerchSlice value)
{
  if (value.text == NULL || *value.text != '"')
    return (PerchSlice){ NULL, 0 };
  return (PerchSlice){ value.text + 1, value.length - 2 };
}

static gboolean
is_id (PerchSlice value)
{
  return value.text != NULL && strchr ("\"n-0123456789", *value.text) != NULL;
}

static PerchMessageKind
find_kind (const Members *members, PerchSlice *name)
{
  PerchSlice jsonrpc = string_of (members->jsonrpc);

  if (jsonrpc.text != NULL && is (jsonrpc, "2.0"))
    {
      *name = string_of (members->method);
      if (name->length > 0 && members->id.text == NULL)
        return PERCH_MESSAGE_NOTIFICATION;
      if (name->length > 0 && is_id (members->id))
        return PERCH_MESSAGE_REQUEST;
      *name = (PerchSlice){ NULL, 0 };
      if (members->method.text == NULL && is_id (members->id) &&
          (members->result.text != NULL || members->error.text != NULL))
        return PERCH_MESSAGE_ANSWER;
    }

  *name = string_of (members->event);
  if (name->length > 0)
    return PERCH_MESSAGE_EVENT;
  *name = string_of (members->status);
  if (name->length > 0)
    return PERCH_MESSAGE_STATUS;
  *name = (PerchSlice){ NULL, 0 };
  return PERCH_MESSAGE_RECORD;
}

static gboolean
has_escape (PerchSlice slice)
{
  return slice.text != NULL && memchr (slice.text, '\\', slice.length) != NULL;
}

/**
 * perch_message_scan:
 * @line: (array length=length): valid UTF-8, as PerchLineReader hands it over
 * @message: (out): filled in any case; its slices point into @line
 *
 * Finds out what a line of a backend is. Most lines are told apart by their first character; of
 * the rest the whole line must be one JSON object, as RFC 8259 has it, else it is text. NaN and
 * Infinity, which Python writes for such floats unless told otherwise, are not JSON: whoever gets
 * the raw line next could not read it either. Neither is what is nested more than 64 deep.
 *
 * Only members of the outermost object count; of two with the same name it is the last, as in most
 * JSON libraries. Names are compared as they are written: `"\u0065vent"` is not `event`. A name of
 * the wrong type, and an empty event, status or method, is taken as not there.
 *
 * It allocates nothing and takes about as long as copying the line a few times.
 *
 * Returns: the kind, which is also in @message
 */
PerchMessageKind
perch_message_scan (const char *line, gsize length, PerchMessage *message)
{
  Members members = { { NULL, 0 } };

  g_return_val_if_fail (line != NULL, PERCH_MESSAGE_TEXT);
  g_return_val_if_fail (message != NULL, PERCH_MESSAGE_TEXT);

  memset (message, 0, sizeof *message);
  if (!scan_line (line, line + length, &members))
    return PERCH_MESSAGE_TEXT;

  message->kind = find_kind (&members, &message->name);
  message->id = members.id;
  message->level = string_of (members.level);
  message->message = string_of (members.message);
  if (message->message.text == NULL)
    message->message = string_of (members.msg);
  message->trace_id = string_of (members.trace_id);
  message->escaped = has_escape (message->name) || has_escape (message->level) ||
                     has_escape (message->message) || has_escape (message->trace_id);

  return message->kind;
}
