/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/notifier.h"
#include "backend-manager/backend.h"

G_BEGIN_DECLS

/* Action of the application, with the name of a backend, that the notification names. */
#define PERCH_BACKEND_NOTICE_RESTART "backend-restart"

#define PERCH_TYPE_BACKEND_NOTICE (perch_backend_notice_get_type ())
G_DECLARE_FINAL_TYPE (PerchBackendNotice, perch_backend_notice, PERCH, BACKEND_NOTICE, GObject)

PerchBackendNotice *perch_backend_notice_new (PerchNotifier *notifier,
                                              PerchBackend *backend,
                                              guint proof_ms);

G_END_DECLS
