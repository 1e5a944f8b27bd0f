/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/token.h"

#include <string.h>

static void
test_new (void)
{
  g_autoptr (PerchToken) one = perch_token_new (NULL);
  g_autoptr (PerchToken) two = perch_token_new (NULL);
  const char *secret = perch_token_get_secret (one);

  g_assert_cmpuint (strlen (secret), ==, PERCH_TOKEN_CHARS);
  g_assert_cmpuint (strspn (secret, "0123456789abcdef"), ==, PERCH_TOKEN_CHARS);
  g_assert_cmpstr (secret, !=, perch_token_get_secret (two));
}

static void
test_matches (void)
{
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  g_autofree char *wrong = g_strdup (perch_token_get_secret (token));
  g_autofree char *longer = g_strconcat (wrong, "0", NULL);

  g_assert_true (perch_token_matches (token, wrong));
  g_assert_false (perch_token_matches (token, longer));
  g_assert_false (perch_token_matches (token, wrong + 1));
  g_assert_false (perch_token_matches (token, ""));
  g_assert_false (perch_token_matches (token, NULL));
  for (gsize i = 0; i < PERCH_TOKEN_CHARS; i++)
    {
      wrong[i] ^= 1;
      g_assert_false (perch_token_matches (token, wrong));
      wrong[i] ^= 1;
    }
}

static void
test_header (void)
{
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  const char *secret = perch_token_get_secret (token);
  static const char *const good[] = { "Bearer ", "bearer ", "BEARER " };
  static const char *const bad[] = {
    "", " ", "Bearer", "Bearer  ", "Basic ", "Bearer x", "xBearer "
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *header = g_strconcat (good[i], secret, NULL);

      g_assert_true (perch_token_matches_header (token, header));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *header = g_strconcat (bad[i], secret, NULL);
      g_autofree char *twice = g_strdup_printf ("Bearer %s, Bearer %s", secret, secret);

      g_assert_false (perch_token_matches_header (token, header));
      g_assert_false (perch_token_matches_header (token, bad[i]));
      g_assert_false (perch_token_matches_header (token, twice));
    }
  g_assert_false (perch_token_matches_header (token, NULL));
}

static void
test_failures (void)
{
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  const gint64 second = 1000000;

  g_test_summary ("Ten failures a minute are free, each further one costs a second.");

  for (gint64 i = 1; i <= 10; i++)
    g_assert_cmpuint (perch_token_add_failure (token, i * second), ==, 0);
  g_assert_cmpuint (perch_token_add_failure (token, 11 * second), ==, 1000);
  g_assert_cmpuint (perch_token_add_failure (token, 61 * second), ==, 1000);
  g_assert_cmpuint (perch_token_add_failure (token, 122 * second), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token/new", test_new);
  g_test_add_func ("/token/matches", test_matches);
  g_test_add_func ("/token/header", test_header);
  g_test_add_func ("/token/failures", test_failures);
  return g_test_run ();
}
