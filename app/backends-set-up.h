/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/branding/branding.h"
#include "app/config/settings.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

PerchBackendManager *perch_backends_set_up (PerchSettings *settings,
                                            const char *guard,
                                            const char *backend,
                                            const char *const *args,
                                            const PerchBranding *branding);
gboolean perch_backends_has_only_example (PerchBackendManager *manager);

G_END_DECLS
