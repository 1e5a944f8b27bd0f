/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/journal/mask.h"

G_BEGIN_DECLS

/**
 * PerchBundleText:
 * @name: what it is called in the bundle
 * @text: (nullable): what is in it; it is masked
 * @why: (nullable): where @text is %NULL, why it is left out
 */
typedef struct
{
  const char *name;
  const char *text;
  const char *why;
} PerchBundleText;

gboolean perch_bundle_save (
    const char *path, PerchMask *mask, const PerchBundleText *texts, gsize n_texts, GError **error);

G_END_DECLS
