/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/host.h"

#include <string.h>

#define HTTP_PORT 80
#define MAX_PORT 65535

/**
 * perch_host_is_loopback_name:
 * @name: the name of a host, an IPv6 address without brackets
 *
 * Returns: whether it is one of the three names that this machine has for itself
 */
gboolean
perch_host_is_loopback_name (const char *name)
{
  gsize length = 0;

  g_return_val_if_fail (name != NULL, FALSE);

  if (g_str_equal (name, "::1"))
    return TRUE;
  /* A name may end in the dot of the root; browsers keep it. */
  length = strlen (name);
  if (length > 0 && name[length - 1] == '.')
    length--;
  return (length == strlen ("localhost") && g_ascii_strncasecmp (name, "localhost", length) == 0) ||
         (length == strlen ("127.0.0.1") && strncmp (name, "127.0.0.1", length) == 0);
}

/* Returns: (transfer full) (nullable): the name in `NAME`, `NAME:PORT` or `[NAME]:PORT`; @rest is
 * what stands behind it */
static char *
split_host (const char *host, const char **rest)
{
  const char *end = NULL;

  if (host[0] != '[')
    {
      *rest = host + strcspn (host, ":");
      /* An IPv6 address without its brackets is no Host. */
      return strchr (host, ']') == NULL && *rest != host ? g_strndup (host, *rest - host) : NULL;
    }
  end = strchr (host, ']');
  if (end == NULL)
    return NULL;
  *rest = end + 1;
  return strchr (host, ':') < end ? g_strndup (host + 1, end - host - 1) : NULL;
}

/**
 * perch_host_is_ours:
 * @host: what stands in a Host header
 * @port: the port that the request came to
 *
 * A page of evil.example whose name has been pointed at 127.0.0.1 is at home here, for its browser:
 * it sends no Origin, and nothing but the Host header gives it away.
 *
 * Returns: whether @host is a loopback name with our port
 */
gboolean
perch_host_is_ours (const char *host, guint16 port)
{
  g_autofree char *name = NULL;
  const char *rest = NULL;
  guint64 number = HTTP_PORT;

  g_return_val_if_fail (host != NULL, FALSE);

  name = split_host (host, &rest);
  if (name == NULL || !perch_host_is_loopback_name (name))
    return FALSE;
  if (rest[0] == '\0')
    return port == HTTP_PORT;
  return rest[0] == ':' && g_ascii_string_to_unsigned (rest + 1, 10, 0, MAX_PORT, &number, NULL) &&
         number == port;
}
