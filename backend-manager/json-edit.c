/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-edit.h"

#include <string.h>

#include "backend-manager/json-file.h"
#include "backend-manager/json-patch.h"
#include "backend-manager/text.h"

static char *
replace_value (const char *text, gsize length, const char *name, gboolean value)
{
  g_autoptr (JsonObject) changes = json_object_new ();

  json_object_set_boolean_member (changes, name, value);
  return perch_json_patch (text, length, changes);
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

  /* The second reading is the proof that what is written can be read again. */
  changed = replace_value (text, length, name, value);
  after = perch_json_file_parse (changed, strlen (changed), error);
  return after != NULL && perch_json_file_write (path, changed, error);
}

/**
 * perch_json_edit_boolean:
 * @path: a JSON file whose outermost value is an object
 * @name: a member of that object, or one to be added
 *
 * Changes one value in a file and leaves all else in it as it is, see perch_json_file_write().
 * Nothing is written when the file says so already. Errors are of %PERCH_BACKEND_ERROR_PROFILE.
 *
 * Returns: whether the file now says so
 */
gboolean
perch_json_edit_boolean (const char *path, const char *name, gboolean value, GError **error)
{
  g_autofree char *shown = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  if (set_boolean (path, name, !!value, error))
    return TRUE;
  shown = perch_text_escape (path);
  g_prefix_error (error, "%s: ", shown);
  return FALSE;
}
