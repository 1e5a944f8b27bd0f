/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-edit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "backend-manager/error.h"
#include "backend-manager/json-check.h"
#include "backend-manager/json-file.h"
#include "backend-manager/text.h"

/* The rest of the text stays as the person wrote it, to the last space. */
static char *
replace_value (
    const char *text, gsize length, JsonObject *object, const char *name, const char *value)
{
  GString *changed = g_string_new_len (text, length);
  g_autofree char *member = NULL;
  const char *indent = strchr (text, '\n') != NULL ? "\n  " : " ";
  gsize start = 0;
  gsize end = 0;

  if (perch_json_find_member (text, length, name, &start, &end))
    g_string_erase (changed, start, end - start);
  else
    {
      gboolean first = json_object_get_size (object) == 0;
      member = g_strdup_printf ("%s%s\"%s\": %s", first ? "" : ",", indent, name, value);
    }
  g_string_insert (changed, start, member != NULL ? member : value);
  return g_string_free (changed, FALSE);
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  struct stat info;
  mode_t mode = 0600;

  if (stat (path, &info) == 0)
    mode = info.st_mode & 0777;
  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                (int) mode, &problem))
    return TRUE;
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE, "can’t be saved: %s",
               problem->message);
  return FALSE;
}

static gboolean
says_so_already (JsonNode *node, gboolean value)
{
  if (node == NULL)
    return !value;
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node) == value;
}

static gboolean
set_boolean (const char *path, const char *name, gboolean value, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;
  gsize length = 0;

  text = perch_json_file_read (path, &length, error);
  before = text == NULL ? NULL : perch_json_file_parse (text, length, error);
  if (before == NULL)
    return FALSE;
  if (says_so_already (json_object_get_member (before, name), value))
    return TRUE;

  /* The second reading is the proof that what is written can be read again. It fails for a key
   * that is spelled with escapes, which perch_json_find_member() can't see. */
  changed = replace_value (text, length, before, name, value ? "true" : "false");
  after = perch_json_file_parse (changed, strlen (changed), error);
  return after != NULL && write_file (path, changed, error);
}

/**
 * perch_json_edit_boolean:
 * @path: a JSON file whose outermost value is an object
 * @name: a member of that object, or one to be added
 *
 * Changes one value in a file and leaves all else in it as it is. The file is replaced as a whole
 * (or, on an error, not at all) and keeps its mode; a symbolic link stays one, and the file it
 * leads to is replaced. Nothing is written when the file says so already. Blocks until it is on the
 * disk. Errors are of %PERCH_BACKEND_ERROR_PROFILE.
 *
 * Returns: whether the file now says so
 */
gboolean
perch_json_edit_boolean (const char *path, const char *name, gboolean value, GError **error)
{
  g_autofree char *real = NULL;
  g_autofree char *shown = NULL;
  char *resolved = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  resolved = realpath (path, NULL);
  real = g_strdup (resolved != NULL ? resolved : path);
  free (resolved);
  if (set_boolean (real, name, !!value, error))
    return TRUE;
  shown = perch_text_escape (path);
  g_prefix_error (error, "%s: ", shown);
  return FALSE;
}
