/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/token-keeper.h"

#include <glib/gstdio.h>
#include <gmodule.h>

#include "app/server/token-secret.h"

/* A service that asks the person for a password first is not waited for. */
#define TIMEOUT_S 5

/* @token is set until free(); what still comes after that changes nothing. @timeout and @secret are
 * set in ASKING only. */
struct _PerchTokenKeeper
{
  PerchToken *token; /* (unowned) (nullable) */
  char *file; /* (owned) */
  PerchTokenPlace place;
  const PerchTokenSecretApi *secret; /* (nullable): of a module that stays loaded */
  GCancellable *cancellable; /* (owned) */
  GSource *timeout; /* (owned) (nullable) */
};

static void
clear_timeout (PerchTokenKeeper *self)
{
  if (self->timeout != NULL)
    g_source_destroy (self->timeout);
  g_clear_pointer (&self->timeout, g_source_unref);
}

static void
keeper_clear (gpointer data)
{
  PerchTokenKeeper *self = data;

  g_object_unref (self->cancellable);
  g_free (self->file);
}

static void
keeper_unref (PerchTokenKeeper *self)
{
  g_rc_box_release_full (self, keeper_clear);
}

/* Replaced as a whole, so that nobody reads half of it. */
static void
write_file (PerchTokenKeeper *self)
{
  g_autoptr (GError) error = NULL;

  self->place = PERCH_TOKEN_PLACE_FILE;
  if (g_file_set_contents_full (self->file, perch_token_get_secret (self->token), PERCH_TOKEN_CHARS,
                                G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    return;
  self->place = PERCH_TOKEN_PLACE_NOWHERE;
  g_warning ("The token can't be written, only \"perch token\" tells it: %s", error->message);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchTokenKeeper *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stored = self->secret->store_finish (result, &error);

  if (self->token != NULL)
    {
      clear_timeout (self);
      if (stored)
        self->place = PERCH_TOKEN_PLACE_SECRET_SERVICE;
      else
        {
          g_debug ("The Secret Service does not take the token: %s", error->message);
          write_file (self);
        }
    }
  keeper_unref (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  PerchTokenKeeper *self = user_data;

  g_clear_pointer (&self->timeout, g_source_unref);
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* Without one, GIO would start a bus of its own just to find nobody on it. */
static gboolean
has_session_bus (void)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Returns: (transfer none) (nullable): what the module offers, if it can be loaded */
static const PerchTokenSecretApi *
load_module (const char *path)
{
  GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  gpointer symbol = NULL;

  if (module == NULL || !g_module_symbol (module, PERCH_TOKEN_SECRET_SYMBOL, &symbol))
    {
      g_warning ("The Secret Service can't be used: %s", g_module_error ());
      return NULL;
    }
  g_module_make_resident (module);
  return ((PerchTokenSecretGetApi) symbol) ();
}

static void
ask_service (PerchTokenKeeper *self)
{
  self->timeout = g_timeout_source_new_seconds (TIMEOUT_S);
  g_source_set_static_name (self->timeout, "perch-token-keeper");
  g_source_set_callback (self->timeout, timeout_cb, self, NULL);
  g_source_attach (self->timeout, g_main_context_get_thread_default ());
  self->secret->store_async (perch_token_get_secret (self->token), self->cancellable, stored_cb,
                             g_rc_box_acquire (self));
}

/**
 * perch_token_keeper_new:
 * @token: what to keep; must live as long as the keeper
 * @file: where to, when there is no Secret Service; in a folder that is closed to others
 * @module: (nullable): path of the module that talks to the Secret Service
 *
 * Begins to put @token where other programs of this person find it, in place of an older one.
 *
 * Returns: (transfer full): free with perch_token_keeper_free()
 */
PerchTokenKeeper *
perch_token_keeper_new (PerchToken *token, const char *file, const char *module)
{
  PerchTokenKeeper *self = NULL;

  g_return_val_if_fail (token != NULL, NULL);
  g_return_val_if_fail (file != NULL, NULL);

  self = g_rc_box_new0 (PerchTokenKeeper);
  self->token = token;
  self->file = g_strdup (file);
  self->cancellable = g_cancellable_new ();
  g_unlink (file);
  if (module != NULL && has_session_bus ())
    self->secret = load_module (module);
  if (self->secret != NULL)
    ask_service (self);
  else
    write_file (self);
  return self;
}

/**
 * perch_token_keeper_free:
 * @self: (transfer full): a keeper
 *
 * Removes the file. What the Secret Service has goes with the session, and opens nothing any more.
 */
void
perch_token_keeper_free (PerchTokenKeeper *self)
{
  g_return_if_fail (self != NULL);

  clear_timeout (self);
  self->token = NULL;
  g_cancellable_cancel (self->cancellable);
  g_unlink (self->file);
  keeper_unref (self);
}

/**
 * perch_token_keeper_get_place:
 * @self: a keeper
 *
 * Returns: where the token is
 */
PerchTokenPlace
perch_token_keeper_get_place (PerchTokenKeeper *self)
{
  g_return_val_if_fail (self != NULL, PERCH_TOKEN_PLACE_NOWHERE);

  return self->place;
}
