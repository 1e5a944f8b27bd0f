/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/triggers/trigger-run.h"

G_BEGIN_DECLS

void perch_trigger_perform_async (PerchTriggers *triggers,
                                  PerchTriggerRun *run,
                                  const PerchTriggerAction *action,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *perch_trigger_perform_finish (GAsyncResult *result, GError **error);

G_END_DECLS
