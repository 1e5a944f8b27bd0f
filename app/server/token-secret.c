/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/token-secret.h"

#include <gmodule.h>
#include <libsecret/secret.h>

#include "app/server/instance.h"

static const SecretSchema schema = {
  "org.perch.Perch.Token",
  SECRET_SCHEMA_NONE,
  { { "application", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

/* Each instance has a token of its own. */
static const char *
application (void)
{
  const char *name = perch_instance_get_name ();

  return g_str_equal (name, PERCH_INSTANCE_USUAL) ? "org.perch.Perch" : name;
}

static void
store_async (const char *token,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  secret_password_store (&schema, SECRET_COLLECTION_SESSION, "Perch", token, cancellable, callback,
                         user_data, "application", application (), NULL);
}

static gboolean
store_finish (GAsyncResult *result, GError **error)
{
  return secret_password_store_finish (result, error);
}

/**
 * perch_token_secret_get_api:
 *
 * Returns: (transfer none): what this module offers
 */
G_MODULE_EXPORT const PerchTokenSecretApi *
perch_token_secret_get_api (void)
{
  static const PerchTokenSecretApi api = { store_async, store_finish };

  return &api;
}
