/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/json-place.h"

#include "backend-manager/json-fields.h"
#include "backend-manager/json-scan.h"

/* @best is the innermost value found so far on the way to @pointer. */
typedef struct
{
  const char *end;
  const char *pointer;
  const char *best;
} Search;

static void look_into (Search *search, const char *p, const char *pointer);

/* Of all values on the way only one is looked into, and all others are skipped. */
static void
look_at (Search *search, const char *p, const char *pointer)
{
  gsize length = strlen (pointer);

  if (!g_str_has_prefix (search->pointer, pointer) ||
      (search->pointer[length] != '\0' && search->pointer[length] != '/'))
    return;
  search->best = p;
  if (search->pointer[length] != '\0')
    look_into (search, p, pointer);
}

static const char *
look_at_member (Search *search, const char *p, const char *pointer)
{
  PerchSlice key = { 0 };
  g_autofree char *name = NULL;
  g_autofree char *place = NULL;

  p = perch_json_scan_key (p, search->end, &key);
  if (p == NULL)
    return NULL;
  name = perch_slice_dup_string (key);
  place = perch_json_pointer_join (pointer, name);
  look_at (search, p, place);
  return perch_json_scan_value (p, search->end, 0);
}

static const char *
look_at_element (Search *search, const char *p, const char *pointer, guint index)
{
  g_autofree char *place = g_strdup_printf ("%s/%u", pointer, index);

  look_at (search, p, place);
  return perch_json_scan_value (p, search->end, 0);
}

static void
look_into (Search *search, const char *p, const char *pointer)
{
  gboolean is_object = *p == '{';
  gboolean done = FALSE;

  if (!is_object && *p != '[')
    return;
  p = perch_json_skip_space (p + 1, search->end);
  for (guint i = 0; p != NULL && p < search->end && *p != '}' && *p != ']' && !done; i++)
    {
      p = is_object ? look_at_member (search, p, pointer) : look_at_element (search, p, pointer, i);
      if (p != NULL)
        p = perch_json_scan_separator (p, search->end, is_object ? '}' : ']', &done);
    }
}

/**
 * perch_json_find_line:
 * @text: (array length=length): JSON that can be parsed
 * @pointer: a JSON pointer
 *
 * Returns: the line, from 1, where the value starts; where there is none, that of what it would be
 *   in
 */
guint
perch_json_find_line (const char *text, gsize length, const char *pointer)
{
  Search search = { .end = text + length, .pointer = pointer };
  guint line = 1;

  g_return_val_if_fail (text != NULL && pointer != NULL, 0);

  look_at (&search, perch_json_skip_space (text, search.end), "");
  for (const char *p = text; p < search.best; p++)
    line += *p == '\n';
  return line;
}
