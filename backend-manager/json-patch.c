/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-patch.h"

#include <string.h>

#include "backend-manager/json-check.h"

/* An object within a text that is being changed; it grows and shrinks with its members. */
typedef struct
{
  GString *text; /* (unowned) */
  gsize start; /* its opening bracket */
  gsize end; /* behind its closing bracket */
} Place;

static void patch_object (Place *place, JsonObject *changes);

static void
replace (Place *place, gsize start, gsize end, const char *text)
{
  g_string_erase (place->text, (gssize) start, (gssize) (end - start));
  g_string_insert (place->text, (gssize) start, text);
  place->end += strlen (text);
  place->end -= end - start;
}

static gboolean
find (const Place *place, const char *name, gsize *start, gsize *end)
{
  gboolean found = perch_json_find_member (place->text->str + place->start,
                                           place->end - place->start, name, start, end);

  *start += place->start;
  *end += place->start;
  return found;
}

static gsize
skip_space (const Place *place, gsize at)
{
  return at + strspn (place->text->str + at, " \t\r\n");
}

/* Returns: (transfer full): the space in front of a member: what its first member has, so that a
 * new one stands below it, or beside it */
static char *
copy_indent (const Place *place)
{
  gsize first = skip_space (place, place->start + 1);

  if (first == place->start + 1 || place->text->str[first] == '}')
    return g_strdup (" ");
  return g_strndup (place->text->str + place->start + 1, first - place->start - 1);
}

static void
insert (Place *place, gsize at, const char *name, const char *value)
{
  gboolean is_first = place->text->str[skip_space (place, place->start + 1)] == '}';
  g_autofree char *indent = copy_indent (place);
  g_autofree char *member =
      g_strdup_printf ("%s%s\"%s\": %s", is_first ? "" : ",", indent, name, value);

  replace (place, at, at, member);
}

/* The value's name stands before it, and before that the bracket or the comma that goes with it. */
static void
take_out (Place *place, const char *name, gsize start, gsize end)
{
  const char *text = place->text->str;
  gsize from = start;

  while (text[--from] != ':')
    ;
  while (text[--from] != '"')
    ;
  from -= strlen (name) + 1;
  while (strchr (" \t\r\n", text[from - 1]) != NULL)
    from--;
  if (text[from - 1] == ',')
    from--;
  else
    {
      gsize next = skip_space (place, end);

      end = text[next] == ',' ? next + 1 : end;
    }
  replace (place, from, end, "");
}

static void
patch_member (Place *place, const char *name, JsonNode *value)
{
  gsize start = 0;
  gsize end = 0;
  gboolean found = find (place, name, &start, &end);
  gboolean is_object = JSON_NODE_HOLDS_OBJECT (value);
  g_autofree char *text = is_object ? g_strdup ("{ }") : json_to_string (value, FALSE);

  if (JSON_NODE_HOLDS_NULL (value))
    {
      if (found)
        take_out (place, name, start, end);
      return;
    }
  if (!found)
    insert (place, start, name, text);
  else if (!is_object || place->text->str[start] != '{')
    replace (place, start, end, text);
  if (is_object && find (place, name, &start, &end))
    {
      Place inner = { .text = place->text, .start = start, .end = end };

      patch_object (&inner, json_node_get_object (value));
      place->end = place->end + inner.end - end;
    }
}

static void
patch_object (Place *place, JsonObject *changes)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, changes);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    patch_member (place, name, value);
}

/**
 * perch_json_patch:
 * @text: (array length=length): an object that perch_json_check() let pass
 * @changes: what is to be another: an object is merged into the one that is there, null takes a
 *   member out, anything else takes its place; names are plain, without characters that JSON
 *   escapes
 *
 * Changes some values of a text and leaves the rest as the person wrote it, to the last space. A
 * member whose name is spelled with escapes is not found, and then is there twice: who reads the
 * outcome with perch_json_file_parse() will know.
 *
 * Returns: (transfer full): the changed text
 */
char *
perch_json_patch (const char *text, gsize length, JsonObject *changes)
{
  g_autoptr (GString) changed = NULL;
  Place place = { 0 };

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (changes != NULL, NULL);

  changed = g_string_new_len (text, (gssize) length);
  place = (Place){ .text = changed, .start = strcspn (changed->str, "{"), .end = changed->len };
  patch_object (&place, changes);
  return g_strdup (changed->str);
}
