/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-reply.h"

#include <string.h>

#include "backend-manager/error.h"
#include "backend-manager/json-scan.h"
#include "backend-manager/text.h"
#include "backend-manager/utf8.h"

/* What clients of `http`, `pipe` and `rpc` have in common in reading what servers of many authors
 * answer. */

#define MIB (1024 * 1024)
#define MAX_REPLY (64 * MIB)
#define MAX_CLIPBOARD_REPLY (160 * MIB) /* the bridge lets 100 MB in, and base64 adds a third */

#define MAX_SHOWN_BYTES 120
#define MAX_PROBLEM_BYTES 2048

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* Python writes them for floats that JSON has no word for. */
static const char *const words_for_no_number[] = { "NaN", "Infinity", "-Infinity" };

/**
 * perch_backend_reply_get_max_bytes:
 * @method: what was asked for
 *
 * Returns: how long the answer may be
 */
gsize
perch_backend_reply_get_max_bytes (const char *method)
{
  g_return_val_if_fail (method != NULL, 0);

  return g_str_has_prefix (method, "clipboard.") ? MAX_CLIPBOARD_REPLY : MAX_REPLY;
}

/**
 * perch_backend_reply_new_too_long_error:
 * @method: what was asked for
 *
 * Returns: (transfer full): what the caller is told when the answer has more bytes than
 *   perch_backend_reply_get_max_bytes() says
 */
GError *
perch_backend_reply_new_too_long_error (const char *method)
{
  return g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                      "The backend’s answer is longer than %" G_GSIZE_FORMAT " MiB",
                      perch_backend_reply_get_max_bytes (method) / MIB);
}

static GBytes *
skip_byte_order_mark (GBytes *reply)
{
  const gsize mark = sizeof byte_order_mark - 1;
  gsize length = 0;
  const char *text = g_bytes_get_data (reply, &length);

  if (length < mark || memcmp (text, byte_order_mark, mark) != 0)
    return g_bytes_ref (reply);
  return g_bytes_new_from_bytes (reply, mark, length - mark);
}

static gboolean
is_json (GBytes *reply)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (reply, &length);
  const char *end = NULL;
  const char *p = NULL;

  if (length == 0 || perch_utf8_valid_prefix (text, length) < length)
    return FALSE;
  end = text + length;
  p = perch_json_scan_value (perch_json_skip_space (text, end), end, 0);
  return p != NULL && perch_json_skip_space (p, end) == end;
}

/* Returns: how many bytes at @p are a word for a float that is no number */
static gsize
match_no_number (const char *p, const char *end)
{
  for (guint i = 0; i < G_N_ELEMENTS (words_for_no_number); i++)
    {
      gsize length = strlen (words_for_no_number[i]);

      if ((gsize) (end - p) >= length && memcmp (p, words_for_no_number[i], length) == 0)
        return length;
    }
  return 0;
}

/* Returns: (transfer full): @reply with null for what is no number, outside of strings */
static GBytes *
replace_no_numbers (GBytes *reply)
{
  gsize length = 0;
  const char *p = g_bytes_get_data (reply, &length);
  const char *end = p + length;
  GString *text = g_string_sized_new (length);

  while (p < end)
    {
      const char *start = p;
      gsize word = 0;

      while (p < end && *p != '"' && (word = match_no_number (p, end)) == 0)
        p++;
      g_string_append_len (text, start, p - start);
      if (word > 0)
        {
          g_string_append (text, "null");
          p += word;
        }
      else if (p < end)
        {
          const char *behind = perch_json_scan_string (p, end);

          g_string_append_len (text, p, (behind != NULL ? behind : end) - p);
          p = behind != NULL ? behind : end;
        }
    }
  return g_string_free_to_bytes (text);
}

static void
set_garbage_error (GError **error, GBytes *reply)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (reply, &length);
  g_autofree char *beginning = NULL;
  g_autofree char *shown = NULL;

  if (length == 0)
    {
      g_set_error_literal (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                           "The backend’s answer is empty, expected JSON");
      return;
    }
  beginning = g_strndup (text, perch_utf8_cut (text, length, MAX_SHOWN_BYTES));
  shown = perch_text_escape (beginning);
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
               "The backend’s answer is not JSON: “%s%s”", shown,
               length > MAX_SHOWN_BYTES ? "…" : "");
}

static gboolean
find_member (GBytes *json, const char *name, PerchSlice *found)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (json, &length);

  return perch_json_scan_member (text, length, name, found);
}

/* Returns: (transfer full) (nullable): @value in words; %NULL when it says that nothing is wrong */
static char *
describe_problem (PerchSlice value)
{
  PerchSlice message = { NULL, 0 };
  g_autofree char *text = NULL;

  if (*value.text == 'n' || *value.text == 'f') /* null, false */
    return NULL;
  if (perch_json_scan_member (value.text, value.length, "message", &message) &&
      *message.text == '"')
    value = message;
  if (*value.text == '"')
    text = perch_slice_dup_string ((PerchSlice){ value.text + 1, value.length - 2 });
  else
    text = g_strndup (value.text, value.length);
  return g_strndup (text, perch_utf8_cut (text, strlen (text), MAX_PROBLEM_BYTES));
}

/**
 * perch_backend_reply_find_problem:
 * @reply: what the backend answered, of any form
 *
 * Returns: (transfer full) (nullable): what it says is wrong, as `{"error": …}` or, as FastAPI has
 *   it, `{"detail": …}`; %NULL when it says no such thing
 */
char *
perch_backend_reply_find_problem (GBytes *reply)
{
  static const char *const names[] = { "error", "detail" };
  g_autoptr (GBytes) text = skip_byte_order_mark (reply);

  if (!is_json (text))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      PerchSlice value = { NULL, 0 };
      char *problem = find_member (text, names[i], &value) ? describe_problem (value) : NULL;

      if (problem != NULL)
        return problem;
    }
  return NULL;
}

/**
 * perch_backend_reply_read:
 * @reply: what the backend answered, when it does not call it an error
 * @error: %PERCH_BACKEND_ERROR_CALL when it is not JSON, or says `{"error": …}` after all
 *
 * Makes a result of an answer: a byte order mark is skipped, and NaN and Infinity, which Python
 * writes and nobody can read, become null. Takes about a millisecond for each MiB; any thread.
 *
 * Returns: (transfer full) (nullable): valid JSON
 */
GBytes *
perch_backend_reply_read (GBytes *reply, GError **error)
{
  g_autoptr (GBytes) text = NULL;
  g_autofree char *problem = NULL;
  PerchSlice value = { NULL, 0 };

  g_return_val_if_fail (reply != NULL, NULL);

  text = skip_byte_order_mark (reply);
  if (!is_json (text))
    {
      g_autoptr (GBytes) replaced = replace_no_numbers (text);

      if (!is_json (replaced))
        {
          set_garbage_error (error, text);
          return NULL;
        }
      g_bytes_unref (text);
      text = g_steal_pointer (&replaced);
    }
  if (find_member (text, "error", &value))
    problem = describe_problem (value);
  if (problem == NULL)
    return g_steal_pointer (&text);
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
               "The backend answered with an error: %s", problem);
  return NULL;
}
