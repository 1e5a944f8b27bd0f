/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/clipboard-names.h"

#include <stdlib.h>
#include <string.h>

#include "backend-manager/json-scan.h"

/* More names than anybody gives one object, and longer ones; those of all open objects are kept. */
#define MAX_NAMES 1000
#define MAX_NAME_BYTES 1000
/* Room for those of an ordinary clipboard. */
#define SOME_NAMES 16

/* A name as it is meant: in @copy when it is written with escapes, else where it stands. */
typedef struct
{
  const char *text;
  gsize length;
  char *copy; /* (owned) (nullable) */
} Name;

/* Of the objects that are open now, the outermost first: @names has the names of all of them, and
 * @firsts where those of each begin. */
typedef struct
{
  GArray *names; /* (owned) (element-type Name) */
  GArray *firsts; /* (owned) (element-type guint) */
} OpenObjects;

static void
name_clear (gpointer data)
{
  g_free (((Name *) data)->copy);
}

static void
open_objects_clear (OpenObjects *open)
{
  g_array_unref (open->names);
  g_array_unref (open->firsts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpenObjects, open_objects_clear)

/* Returns: where the names of the innermost object begin */
static guint
get_first (const OpenObjects *open)
{
  return g_array_index (open->firsts, guint, open->firsts->len - 1);
}

static gboolean
add_name (OpenObjects *open, PerchSlice raw, GError **error)
{
  Name name = { .text = raw.text, .length = raw.length };

  if (raw.length > MAX_NAME_BYTES || open->names->len - get_first (open) == MAX_NAMES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "expected %u names of %u bytes at most in each object", MAX_NAMES,
                   MAX_NAME_BYTES);
      return FALSE;
    }
  if (memchr (raw.text, '\\', raw.length) != NULL)
    {
      name.text = name.copy = perch_slice_dup_string (raw);
      name.length = strlen (name.copy);
    }
  g_array_append_val (open->names, name);
  return TRUE;
}

static int
compare_names (const void *a, const void *b)
{
  const Name *one = a;
  const Name *other = b;
  int order = memcmp (one->text, other->text, MIN (one->length, other->length));

  return order != 0 ? order : (one->length > other->length) - (one->length < other->length);
}

static gboolean
close_object (OpenObjects *open, GError **error)
{
  guint first = get_first (open);
  guint n_names = open->names->len - first;
  Name *names = &g_array_index (open->names, Name, first);

  if (n_names > 1)
    qsort (names, n_names, sizeof *names, compare_names);
  for (guint i = 1; i < n_names; i++)
    if (compare_names (&names[i - 1], &names[i]) == 0)
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "“%.*s” is there twice in one object", (int) names[i].length, names[i].text);
        return FALSE;
      }
  g_array_set_size (open->names, first);
  g_array_set_size (open->firsts, open->firsts->len - 1);
  return TRUE;
}

/* Returns: (nullable): the byte behind the string at @p, or behind the colon after a name */
static const char *
read_string (OpenObjects *open, const char *p, const char *end, GError **error)
{
  const char *behind = perch_json_scan_string (p, end);
  const char *next = perch_json_skip_space (behind, end);

  if (next == end || *next != ':')
    return behind;
  return add_name (open, (PerchSlice){ p + 1, (gsize) (behind - p - 2) }, error) ? next + 1 : NULL;
}

/**
 * perch_clipboard_check_names:
 * @text: (array length=length): what perch_json_check() let pass
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Checks that no object in @text has a name twice, however it is written: it would mean one thing
 * to us and might mean another to the backend. Reads @text once and keeps little of it; may run in
 * any thread.
 *
 * Returns: whether that is so
 */
gboolean
perch_clipboard_check_names (const char *text, gsize length, GError **error)
{
  g_auto (OpenObjects) open = { g_array_sized_new (FALSE, FALSE, sizeof (Name), SOME_NAMES),
                                g_array_new (FALSE, FALSE, sizeof (guint)) };
  const char *end = text + length;
  const char *p = text;

  g_return_val_if_fail (text != NULL, FALSE);

  g_array_set_clear_func (open.names, name_clear);
  while (p < end)
    {
      if (*p == '"')
        {
          p = read_string (&open, p, end, error);
          if (p == NULL)
            return FALSE;
          continue;
        }
      if (*p == '{')
        g_array_append_val (open.firsts, open.names->len);
      else if (*p == '}' && !close_object (&open, error))
        return FALSE;
      p++;
    }
  return TRUE;
}
