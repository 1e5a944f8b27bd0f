/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchUsage:
 * @arguments: what may stand behind the options, such as "[NAME]"
 * @max_arguments: how many of them
 * @summary: what the command does, in a sentence or two
 */
typedef struct
{
  const char *arguments;
  guint max_arguments;
  const char *summary;
} PerchUsage;

gboolean perch_options_parse (const PerchUsage *usage,
                              const GOptionEntry *entries,
                              char **argv,
                              GStrv *arguments);

gboolean perch_options_check_params (const char *params, GError **error);

G_END_DECLS
