/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the module perch-secret.so offers. libsecret and its cryptography are a quarter of a
 * megabyte that a Perch without a desktop has no use for, so they are loaded when there is a
 * session bus. */

/**
 * PerchTokenSecretApi:
 * @store_async: puts a token into the session collection of the Secret Service
 * @store_finish: says whether it is there
 */
typedef struct
{
  void (*store_async) (const char *token,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*store_finish) (GAsyncResult *result, GError **error);
} PerchTokenSecretApi;

#define PERCH_TOKEN_SECRET_MODULE "perch-secret.so"
#define PERCH_TOKEN_SECRET_SYMBOL "perch_token_secret_get_api"

typedef const PerchTokenSecretApi *(*PerchTokenSecretGetApi) (void);

const PerchTokenSecretApi *perch_token_secret_get_api (void);

G_END_DECLS
