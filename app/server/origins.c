/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/origins.h"

#include <string.h>

#define SEPARATOR "://"

/* Whose name says nothing before it is installed: the browser gives each extension an id, and
 * Firefox another one on each machine. No page can be of these schemes. */
static const char *const wildcards[] = { "chrome-extension://", "moz-extension://", NULL };

/* Returns: the part behind `scheme://`, or NULL when there is no scheme */
static const char *
skip_scheme (const char *origin)
{
  gsize length = strspn (origin, "abcdefghijklmnopqrstuvwxyz0123456789+.-");

  if (length == 0 || !g_ascii_islower (origin[0]) ||
      strncmp (origin + length, SEPARATOR, strlen (SEPARATOR)) != 0)
    return NULL;
  return origin + length + strlen (SEPARATOR);
}

/* As browsers write it: in lower case, without user, path or trailing slash. */
static gboolean
is_host_and_port (const char *text)
{
  return text[0] != '\0' &&
         text[strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-._:[]")] == '\0';
}

/**
 * perch_origins_check_entry:
 * @entry: an element of `allowed_origins`
 *
 * Returns: whether it is an origin as browsers send it, or the scheme of their extensions with
 *   nothing behind it
 */
gboolean
perch_origins_check_entry (const char *entry)
{
  const char *rest = NULL;

  g_return_val_if_fail (entry != NULL, FALSE);

  if (g_strv_contains (wildcards, entry))
    return TRUE;
  rest = skip_scheme (entry);
  return rest != NULL && is_host_and_port (rest);
}

/**
 * perch_origins_is_extension:
 * @origin: what stands in an Origin header
 *
 * Returns: whether it is that of an extension of a browser, which no page can take
 */
gboolean
perch_origins_is_extension (const char *origin)
{
  g_return_val_if_fail (origin != NULL, FALSE);

  for (gsize i = 0; wildcards[i] != NULL; i++)
    if (g_str_has_prefix (origin, wildcards[i]))
      return TRUE;
  return FALSE;
}

/**
 * perch_origins_allow:
 * @entries: (array zero-terminated=1): origins, and schemes of extensions that stand for all of
 * them
 * @origin: what stands in an Origin header
 *
 * Returns: whether @origin is one of @entries; `null`, which any page can make itself, never is
 */
gboolean
perch_origins_allow (const char *const *entries, const char *origin)
{
  const char *rest = NULL;

  g_return_val_if_fail (entries != NULL, FALSE);
  g_return_val_if_fail (origin != NULL, FALSE);

  rest = skip_scheme (origin);
  if (rest == NULL || !is_host_and_port (rest))
    return FALSE;
  for (gsize i = 0; entries[i] != NULL; i++)
    {
      gsize length = strlen (entries[i]);

      if (g_str_equal (entries[i], origin) ||
          (g_strv_contains (wildcards, entries[i]) && strncmp (origin, entries[i], length) == 0))
        return TRUE;
    }
  return FALSE;
}
