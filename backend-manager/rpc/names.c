/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/names.h"

#define RAW_SUFFIX "_json"

/**
 * perch_rpc_name_to_json:
 * @field: of a message, such as "handle_id" or "args_json"
 * @raw: (out): the field holds JSON, and its suffix is gone
 *
 * Returns: (transfer full): the name of the member, such as "handleId" or "args"
 */
char *
perch_rpc_name_to_json (const char *field, gboolean *raw)
{
  GString *name = g_string_new (NULL);

  *raw = g_str_has_suffix (field, RAW_SUFFIX);
  for (const char *p = field; *p != '\0'; p++)
    if (*raw && g_str_equal (p, RAW_SUFFIX))
      break;
    else if (*p == '_' && p[1] != '\0')
      g_string_append_c (name, g_ascii_toupper (*++p));
    else
      g_string_append_c (name, *p);
  return g_string_free (name, FALSE);
}
