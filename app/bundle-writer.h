/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchBundleWriter PerchBundleWriter;

PerchBundleWriter *perch_bundle_writer_new (const char *path, GError **error);
void perch_bundle_writer_free (PerchBundleWriter *self);
gboolean perch_bundle_writer_add (
    PerchBundleWriter *self, const char *name, const char *text, gsize length, GError **error);
void perch_bundle_writer_leave_out (PerchBundleWriter *self, const char *name, const char *why);
gboolean perch_bundle_writer_finish (PerchBundleWriter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchBundleWriter, perch_bundle_writer_free)

G_END_DECLS
