/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/message.h"

#include <string.h>

/* The members of the line's object that decide what it is. */
typedef enum
{
  MEMBER_JSONRPC,
  MEMBER_METHOD,
  MEMBER_ID,
  MEMBER_RESULT,
  MEMBER_ERROR,
  MEMBER_EVENT,
  MEMBER_STATUS,
  MEMBER_LEVEL,
  MEMBER_MESSAGE,
  MEMBER_MSG,
  MEMBER_TRACE_ID,
  MEMBER_NONE,
} Member;

/* Of @values, as raw JSON, those are set whose bits are in @present: for each line, clearing them
 * all would take longer than finding the few there are. The last one of a name counts. */
typedef struct
{
  guint present;
  PerchSlice values[MEMBER_NONE];
} Members;

static inline gboolean
is (PerchSlice slice, const char *text)
{
  return slice.length == strlen (text) && memcmp (slice.text, text, slice.length) == 0;
}

/* The length alone rules out most names. */
static inline Member
find_member (PerchSlice key)
{
  switch (key.length)
    {
    case 2:
      if (is (key, "id"))
        return MEMBER_ID;
      break;
    case 3:
      if (is (key, "msg"))
        return MEMBER_MSG;
      break;
    case 5:
      if (is (key, "event"))
        return MEMBER_EVENT;
      if (is (key, "level"))
        return MEMBER_LEVEL;
      if (is (key, "error"))
        return MEMBER_ERROR;
      break;
    case 6:
      if (is (key, "status"))
        return MEMBER_STATUS;
      if (is (key, "method"))
        return MEMBER_METHOD;
      if (is (key, "result"))
        return MEMBER_RESULT;
      break;
    case 7:
      if (is (key, "message"))
        return MEMBER_MESSAGE;
      if (is (key, "jsonrpc"))
        return MEMBER_JSONRPC;
      break;
    case 8:
      if (is (key, "trace_id"))
        return MEMBER_TRACE_ID;
      break;
    default:
      break;
    }
  return MEMBER_NONE;
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
      Member member;
      const char *value = perch_json_scan_key (p, end, &key);

      if (value == NULL)
        return FALSE;
      p = perch_json_scan_value (value, end, 1);
      if (p == NULL)
        return FALSE;
      member = find_member (key);
      if (member != MEMBER_NONE)
        {
          members->present |= 1u << member;
          members->values[member] = (PerchSlice){ value, p - value };
        }
      p = perch_json_scan_separator (p, end, '}', &done);
      if (p == NULL)
        return FALSE;
    }
  return perch_json_skip_space (p, end) == end;
}

static inline gboolean
has (const Members *members, Member member)
{
  return (members->present & (1u << member)) != 0;
}

static inline PerchSlice
get_raw (const Members *members, Member member)
{
  return has (members, member) ? members->values[member] : (PerchSlice){ NULL, 0 };
}

/* What stands between the quotes, or nothing when the value is no string. */
static inline PerchSlice
get_string (const Members *members, Member member)
{
  PerchSlice value = get_raw (members, member);

  if (value.text == NULL || *value.text != '"')
    return (PerchSlice){ NULL, 0 };
  return (PerchSlice){ value.text + 1, value.length - 2 };
}

static gboolean
has_valid_id (const Members *members)
{
  return has (members, MEMBER_ID) &&
         strchr ("\"n-0123456789", *members->values[MEMBER_ID].text) != NULL;
}

static PerchMessageKind
find_kind (const Members *members, PerchSlice *name)
{
  if (has (members, MEMBER_JSONRPC) && is (get_raw (members, MEMBER_JSONRPC), "\"2.0\""))
    {
      *name = get_string (members, MEMBER_METHOD);
      if (name->length > 0 && !has (members, MEMBER_ID))
        return PERCH_MESSAGE_NOTIFICATION;
      if (name->length > 0 && has_valid_id (members))
        return PERCH_MESSAGE_REQUEST;
      *name = (PerchSlice){ NULL, 0 };
      if (!has (members, MEMBER_METHOD) && has_valid_id (members) &&
          (has (members, MEMBER_RESULT) || has (members, MEMBER_ERROR)))
        return PERCH_MESSAGE_ANSWER;
    }

  *name = get_string (members, MEMBER_EVENT);
  if (name->length > 0)
    return PERCH_MESSAGE_EVENT;
  *name = get_string (members, MEMBER_STATUS);
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
 * the raw line next could not read it either. Neither is what is nested more than 128 deep.
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
  Members members;

  g_return_val_if_fail (line != NULL, PERCH_MESSAGE_TEXT);
  g_return_val_if_fail (message != NULL, PERCH_MESSAGE_TEXT);

  members.present = 0;
  if (!scan_line (line, line + length, &members))
    {
      *message = (PerchMessage){ .kind = PERCH_MESSAGE_TEXT };
      return PERCH_MESSAGE_TEXT;
    }

  message->kind = find_kind (&members, &message->name);
  message->id = get_raw (&members, MEMBER_ID);
  message->level = get_string (&members, MEMBER_LEVEL);
  message->message = get_string (&members, MEMBER_MESSAGE);
  if (message->message.text == NULL)
    message->message = get_string (&members, MEMBER_MSG);
  message->trace_id = get_string (&members, MEMBER_TRACE_ID);
  message->escaped = memchr (line, '\\', length) != NULL &&
                     (has_escape (message->name) || has_escape (message->level) ||
                      has_escape (message->message) || has_escape (message->trace_id));

  return message->kind;
}

/* Of a result or an error the name is enough: it is mostly there that the line is cut. Of all else
 * the value counts once something stands behind it, since of 123 there may be 12 left.
 * Returns: (nullable): the next member, or the byte behind the object when @done */
static const char *
scan_cut_member (const char *p, const char *end, Members *members, gboolean *done)
{
  PerchSlice key;
  Member member;
  const char *value = perch_json_scan_key (p, end, &key);
  const char *value_end = NULL;

  if (value == NULL)
    return NULL;
  member = find_member (key);
  if (member == MEMBER_RESULT || member == MEMBER_ERROR)
    {
      members->present |= 1u << member;
      members->values[member] = (PerchSlice){ value, 0 };
    }
  value_end = perch_json_scan_value (value, end, 1);
  if (value_end == NULL)
    return NULL;
  p = perch_json_scan_separator (value_end, end, '}', done);
  if (p != NULL && member != MEMBER_NONE)
    {
      members->present |= 1u << member;
      members->values[member] = (PerchSlice){ value, value_end - value };
    }
  return p;
}

/**
 * perch_message_scan_cut_answer:
 * @line: (array length=length): the beginning of a line that was too long
 * @id: (out): its JSON-RPC id, raw JSON, which points into @line; set only when it is an answer
 *
 * Finds out whether a line was one of kind %PERCH_MESSAGE_ANSWER before it was cut. An answer whose
 * id stands behind what is long can't be told from other text.
 *
 * Returns: whether it was
 */
gboolean
perch_message_scan_cut_answer (const char *line, gsize length, PerchSlice *id)
{
  Members members = { 0 };
  PerchSlice name;
  const char *end = line + length;
  const char *p = NULL;
  gboolean done = FALSE;

  g_return_val_if_fail (line != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  p = perch_json_skip_space (line, end);
  if (p == end || *p != '{')
    return FALSE;
  p = perch_json_skip_space (p + 1, end);
  while (p != NULL && !done)
    p = scan_cut_member (p, end, &members, &done);
  if (p != NULL && perch_json_skip_space (p, end) < end)
    return FALSE; /* it goes on behind the object */
  if (find_kind (&members, &name) != PERCH_MESSAGE_ANSWER)
    return FALSE;
  *id = get_raw (&members, MEMBER_ID);
  return TRUE;
}
