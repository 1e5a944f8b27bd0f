/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/notifier.h"

G_BEGIN_DECLS

#define PERCH_TYPE_BUNDLE_SAVER (perch_bundle_saver_get_type ())
G_DECLARE_FINAL_TYPE (PerchBundleSaver, perch_bundle_saver, PERCH, BUNDLE_SAVER, GObject)

PerchBundleSaver *perch_bundle_saver_new (PerchNotifier *notifier, const char *program);

G_END_DECLS
