/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-parse.h"

#include "backend-manager/json-check.h"

/* json-glib puts a second value in the place of the first and says nothing; but then the object has
 * fewer members than were read. @counts has, for each object that is being read, the outermost
 * first, how many those are. */
typedef struct
{
  GArray *counts; /* (owned) (element-type guint) */
  char *twice; /* (owned) (nullable): the first name that came twice in one object */
  guint line;
} Members;

static void
object_start_cb (JsonParser *parser, gpointer user_data)
{
  Members *members = user_data;
  const guint none = 0;

  g_array_append_val (members->counts, none);
}

static void
object_member_cb (JsonParser *parser, JsonObject *object, const char *name, gpointer user_data)
{
  Members *members = user_data;
  guint *count = &g_array_index (members->counts, guint, members->counts->len - 1);

  (*count)++;
  if (json_object_get_size (object) == *count || members->twice != NULL)
    return;
  members->twice = g_strdup (name);
  members->line = json_parser_get_current_line (parser);
}

static void
object_end_cb (JsonParser *parser, JsonObject *object, gpointer user_data)
{
  Members *members = user_data;

  g_array_set_size (members->counts, members->counts->len - 1);
}

static gboolean
load (JsonParser *parser, const char *text, gsize length, GError **error)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));
  Members members = { .counts = counts };
  g_autofree char *twice = NULL;

  g_signal_connect (parser, "object-start", G_CALLBACK (object_start_cb), &members);
  g_signal_connect (parser, "object-member", G_CALLBACK (object_member_cb), &members);
  g_signal_connect (parser, "object-end", G_CALLBACK (object_end_cb), &members);
  if (!json_parser_load_from_data (parser, text, (gssize) length, error))
    return FALSE;
  twice = members.twice;
  if (twice == NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "line %u: “%s” is there twice in one object", members.line, twice);
  return FALSE;
}

/**
 * perch_json_parse:
 * @text: (array length=length): valid UTF-8, without a byte order mark
 *
 * Reads JSON that a person or a stranger wrote: what perch_json_check() lets pass, with no name
 * twice in one object.
 *
 * Errors say where, and what was found and what was expected.
 *
 * Returns: (transfer full) (nullable): the value
 */
JsonNode *
perch_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!perch_json_check (text, length, error))
    return NULL;
  parser = json_parser_new ();
  return load (parser, text, length, error) ? json_parser_steal_root (parser) : NULL;
}
