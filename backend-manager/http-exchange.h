/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * PerchHttpTooLong:
 * @PERCH_HTTP_TOO_LONG_REFUSE: a body that is too long is an error
 * @PERCH_HTTP_TOO_LONG_CUT: its beginning will do
 *
 * What becomes of a body that is longer than somebody is ready to take.
 */
typedef enum
{
  PERCH_HTTP_TOO_LONG_REFUSE,
  PERCH_HTTP_TOO_LONG_CUT,
} PerchHttpTooLong;

void perch_http_exchange_async (SoupSession *session,
                                SoupMessage *message,
                                gsize max_bytes,
                                PerchHttpTooLong too_long,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GBytes *perch_http_exchange_finish (SoupSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
