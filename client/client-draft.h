/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "client/client-private.h"

G_BEGIN_DECLS

/**
 * PerchClientDraft:
 * @method: HTTP method
 * @path: path of a route, encoded
 * @json: (nullable): what is sent along
 * @timeout_s: how long Perch may be silent
 *
 * A question to Perch.
 */
typedef struct
{
  const char *method;
  char *path; /* (owned) */
  char *json; /* (owned) */
  guint timeout_s;
} PerchClientDraft;

void perch_client_draft_clear (PerchClientDraft *draft);
JsonNode *perch_client_draft_send (PerchClient *self,
                                   const PerchClientDraft *draft,
                                   GCancellable *cancellable,
                                   GError **error);
void perch_client_draft_send_async (PerchClient *self,
                                    const PerchClientDraft *draft,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *perch_client_quote (const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchClientDraft, perch_client_draft_clear)

G_END_DECLS
