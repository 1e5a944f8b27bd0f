/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchSecretSpan:
 * @start: where the secret starts
 * @end: the place behind it
 */
typedef struct
{
  gsize start;
  gsize end;
} PerchSecretSpan;

gboolean perch_secret_is_name (const char *name, gsize length);
gboolean perch_secret_may_be_in (const char *text, gsize length);
gboolean perch_secret_find (const char *text, gsize length, gsize from, PerchSecretSpan *span);

G_END_DECLS
