/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/status-text.h"

#include <string.h>

#include "backend-manager/text.h"

/* Texts from outside, made short and safe to show. */

/**
 * perch_status_text_shorten:
 * @text: any bytes
 * @max_chars: at least 1
 *
 * Returns: (transfer full): @text on one line, safe to show, and cut at the end to @max_chars
 */
char *
perch_status_text_shorten (const char *text, guint max_chars)
{
  g_autofree char *safe = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (max_chars > 0, NULL);

  safe = perch_text_escape (text);
  if (g_utf8_strlen (safe, -1) <= (glong) max_chars)
    return g_steal_pointer (&safe);
  *g_utf8_offset_to_pointer (safe, max_chars - 1) = '\0';
  return g_strconcat (g_strchomp (safe), "…", NULL);
}

/* As shells write it: what lies in the person's own folder begins with a tilde. */
static char *
with_tilde (const char *path)
{
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);

  if (length > 1 && g_str_has_prefix (path, home) && path[length] == G_DIR_SEPARATOR)
    return g_strconcat ("~", path + length, NULL);
  return g_strdup (path);
}

/**
 * perch_status_text_shorten_path:
 * @path: (type filename): any bytes
 * @max_chars: at least 3
 *
 * Returns: (transfer full): @path on one line, safe to show, with a tilde for the home folder, and
 * cut in the middle to @max_chars: the end says most about a file
 */
char *
perch_status_text_shorten_path (const char *path, guint max_chars)
{
  g_autofree char *short_path = NULL;
  g_autofree char *safe = NULL;
  glong length;
  guint head;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (max_chars >= 3, NULL);

  short_path = with_tilde (path);
  safe = perch_text_escape (short_path);
  length = g_utf8_strlen (safe, -1);
  if (length <= (glong) max_chars)
    return g_steal_pointer (&safe);

  head = (max_chars - 1) / 3;
  return g_strdup_printf ("%.*s…%s", (int) (g_utf8_offset_to_pointer (safe, head) - safe), safe,
                          g_utf8_offset_to_pointer (safe, length - (max_chars - 1 - head)));
}
