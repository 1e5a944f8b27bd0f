/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/trace-id.h"

#include <string.h>

#define ID_LENGTH 32
/* "00-" + trace id + "-" + parent id + "-" + flags */
#define TRACEPARENT_LENGTH 55

/**
 * perch_trace_id_new:
 *
 * Returns: (transfer full): 32 random lower-case hex digits, not all zero. They tell requests
 * apart and are no secret.
 */
char *
perch_trace_id_new (void)
{
  static const char digits[] = "0123456789abcdef";
  char *id = g_malloc (ID_LENGTH + 1);
  guint32 random = 0;

  /* Each event has one: printf() would be most of what it takes to write an event. */
  for (guint i = 0; i < ID_LENGTH; i++)
    {
      random = i % 8 == 0 ? g_random_int () : random >> 4;
      id[i] = digits[(random & 0xf) | (i == 0)];
    }
  id[ID_LENGTH] = '\0';
  return id;
}

static gboolean
is_lower_hex (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) && (text[i] < 'a' || text[i] > 'f'))
      return FALSE;
  return TRUE;
}

static gboolean
is_zero (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] != '0')
      return FALSE;
  return TRUE;
}

/**
 * perch_trace_id_from_traceparent:
 * @traceparent: (nullable): the value of a W3C `traceparent` header
 *
 * Returns: (transfer full) (nullable): its trace id; %NULL when there is none or it is malformed
 */
char *
perch_trace_id_from_traceparent (const char *traceparent)
{
  const char *id = NULL;
  const char *parent = NULL;
  gsize length = 0;

  if (traceparent == NULL)
    return NULL;
  length = strlen (traceparent);
  if (length < TRACEPARENT_LENGTH || traceparent[2] != '-' || traceparent[35] != '-' ||
      traceparent[52] != '-')
    return NULL;
  /* Version 00 has exactly these fields, later ones may add more, ff is forbidden. */
  if (length > TRACEPARENT_LENGTH &&
      (g_str_has_prefix (traceparent, "00") || traceparent[TRACEPARENT_LENGTH] != '-'))
    return NULL;
  id = traceparent + 3;
  parent = traceparent + 36;
  if (!is_lower_hex (traceparent, 2) || g_str_has_prefix (traceparent, "ff") ||
      !is_lower_hex (id, ID_LENGTH) || is_zero (id, ID_LENGTH) || !is_lower_hex (parent, 16) ||
      is_zero (parent, 16) || !is_lower_hex (traceparent + 53, 2))
    return NULL;
  return g_strndup (id, ID_LENGTH);
}
