/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/docs-file.h"

#define PREFIX "/org/perch/Perch/docs/"

/**
 * perch_docs_file_look_up:
 * @file: path of docs.gresource
 * @name: what is wanted of it, such as "bridge.json"
 * @error: return location for a #GFileError when there is no such file, or a #GResourceError when
 *   nothing in it has that name
 *
 * Gets a piece of what is looked at now and then, and would otherwise be a part of the program for
 * all the time. The file is mapped, not read, and only until the piece is freed.
 *
 * Returns: (transfer full): the piece
 */
GBytes *
perch_docs_file_look_up (const char *file, const char *name, GError **error)
{
  g_autoptr (GResource) resource = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (file != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  resource = g_resource_load (file, error);
  if (resource == NULL)
    return NULL;
  path = g_strconcat (PREFIX, name, NULL);
  return g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}
