/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/token.h"

#include <string.h>

#include "app/server/server-error.h"
#include "backend-manager/private-folder.h"

#define TOKEN_BYTES (PERCH_TOKEN_CHARS / 2)
#define MAX_FAILURES 10
#define FAILURES_WINDOW_US (60 * G_GINT64_CONSTANT (1000000))
#define PENALTY_MS 1000
#define SCHEME "Bearer "

/* @failures has the times of the last wrong guesses, the oldest at @next; 0 for none yet. */
struct _PerchToken
{
  char secret[PERCH_TOKEN_CHARS + 1];
  gint64 failures[MAX_FAILURES];
  guint next;
};

/**
 * perch_token_new:
 * @error: return location for a %PERCH_SERVER_ERROR_PLACE, should the kernel have no random numbers
 *
 * Makes a new token of 256 bits.
 *
 * Returns: (transfer full): free with perch_token_free()
 */
PerchToken *
perch_token_new (GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *secret = perch_private_folder_new_secret (TOKEN_BYTES, &problem);
  PerchToken *self = NULL;

  if (secret == NULL)
    {
      g_set_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_PLACE, "Can't make a token: %s",
                   problem->message);
      return NULL;
    }
  self = g_new0 (PerchToken, 1);
  memcpy (self->secret, secret, PERCH_TOKEN_CHARS);
  explicit_bzero (secret, PERCH_TOKEN_CHARS);
  return self;
}

/**
 * perch_token_copy:
 * @self: a token
 *
 * Wrong guesses are counted for each copy on its own.
 *
 * Returns: (transfer full): the same secret, for another thread; free with perch_token_free()
 */
PerchToken *
perch_token_copy (PerchToken *self)
{
  PerchToken *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (PerchToken, 1);
  memcpy (copy->secret, self->secret, sizeof copy->secret);
  return copy;
}

/**
 * perch_token_free:
 * @self: (transfer full): a token
 *
 * Wipes @self and frees it.
 */
void
perch_token_free (PerchToken *self)
{
  g_return_if_fail (self != NULL);

  explicit_bzero (self, sizeof *self);
  g_free (self);
}

/**
 * perch_token_get_secret:
 * @self: a token
 *
 * Returns: (transfer none): its text, for who may know it; never for a log
 */
const char *
perch_token_get_secret (PerchToken *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->secret;
}

/**
 * perch_token_matches:
 * @self: a token
 * @candidate: (nullable): what a client has sent
 *
 * Takes the same time wherever they differ.
 *
 * Returns: whether they are the same
 */
gboolean
perch_token_matches (PerchToken *self, const char *candidate)
{
  guint8 difference = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (candidate == NULL || strlen (candidate) != PERCH_TOKEN_CHARS)
    return FALSE;
  for (gsize i = 0; i < PERCH_TOKEN_CHARS; i++)
    difference |= (guint8) (self->secret[i] ^ candidate[i]);
  return difference == 0;
}

/**
 * perch_token_matches_header:
 * @self: a token
 * @authorization: (nullable): what stands in an Authorization header
 *
 * Returns: whether it is `Bearer` with the token
 */
gboolean
perch_token_matches_header (PerchToken *self, const char *authorization)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (authorization == NULL || g_ascii_strncasecmp (authorization, SCHEME, strlen (SCHEME)) != 0)
    return FALSE;
  return perch_token_matches (self, authorization + strlen (SCHEME));
}

/**
 * perch_token_add_failure:
 * @self: a token
 * @now_us: the time, of any clock that does not jump
 *
 * Somebody had the wrong token, or none. More than ten of these in a minute look like guessing.
 *
 * Returns: how many milliseconds the answer is to be held back
 */
guint
perch_token_add_failure (PerchToken *self, gint64 now_us)
{
  gint64 oldest = 0;

  g_return_val_if_fail (self != NULL, 0);

  oldest = self->failures[self->next];
  self->failures[self->next] = now_us;
  self->next = (self->next + 1) % MAX_FAILURES;
  return oldest != 0 && now_us - oldest < FAILURES_WINDOW_US ? PENALTY_MS : 0;
}
