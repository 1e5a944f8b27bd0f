/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-place.h"

#include <string.h>

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  char *base;
  PerchProfile *profile;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->base = g_build_filename (perch_scratch_init (&fixture->scratch), "backends", NULL);
  fixture->profile = perch_profile_new ("main", "/x", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_profile_unref (fixture->profile);
  g_free (fixture->base);
  perch_scratch_clear (&fixture->scratch);
}

static PerchBackendPlace *
prepare (Fixture *fixture, PerchBackendKind kind)
{
  g_autoptr (GError) error = NULL;
  PerchBackendPlace *place = NULL;

  fixture->profile->kind = kind;
  place = perch_backend_place_prepare (fixture->profile, fixture->base, &error);
  g_assert_no_error (error);
  return place;
}

static char *
join_environment (const PerchBackendPlace *place)
{
  g_auto (GStrv) environment =
      perch_backend_place_take_environment (place, g_strsplit ("A=1", ",", -1));

  return g_strjoinv ("\n", environment);
}

static char *
join_args (const PerchBackendPlace *place)
{
  g_auto (GStrv) argv = perch_backend_place_take_args (
      place, g_strsplit ("/{port},{port},--at={host}:{port},{socket},{other}", ",", -1));

  return g_strjoinv (" ", argv);
}

static void
test_stdio (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackendPlace) place = prepare (fixture, PERCH_BACKEND_KIND_STDIO);
  g_autofree char *environment = join_environment (place);
  g_autofree char *args = join_args (place);

  g_assert_null (place->endpoint);
  g_assert_cmpstr (environment, ==, "A=1");
  g_assert_cmpstr (args, ==, "/{port} {port} --at={host}:{port} {socket} {other}");
  g_assert_false (g_file_test (fixture->base, G_FILE_TEST_EXISTS));
}

static void
test_port (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackendPlace) place = prepare (fixture, PERCH_BACKEND_KIND_HTTP);
  g_autofree char *environment = join_environment (place);
  g_autofree char *expected =
      g_strdup_printf ("A=1\nPERCH_HOST=127.0.0.1\nPERCH_PORT=%u\nPERCH_SECRET_FILE=%s/main/secret",
                       place->endpoint->port, fixture->base);
  g_autofree char *args = join_args (place);
  g_autofree char *expected_args = g_strdup_printf ("/{port} %u --at=127.0.0.1:%u {socket} {other}",
                                                    place->endpoint->port, place->endpoint->port);
  g_autofree char *secret = NULL;

  g_assert_cmpint (place->endpoint->kind, ==, PERCH_BACKEND_KIND_HTTP);
  g_assert_cmpuint (place->endpoint->port, !=, 0);
  g_assert_cmpstr (environment, ==, expected);
  g_assert_cmpstr (args, ==, expected_args);
  g_assert_true (g_file_get_contents (place->secret_file, &secret, NULL, NULL));
  g_assert_cmpstr (secret, ==, place->endpoint->secret);
  g_assert_cmpuint (strlen (secret), ==, 64);
}

static void
test_given_port (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackendPlace) place = NULL;

  fixture->profile->port = 8123;
  fixture->profile->secret = FALSE;
  place = prepare (fixture, PERCH_BACKEND_KIND_RPC);
  g_assert_cmpstr (place->endpoint->address, ==, "127.0.0.1:8123");
  g_assert_null (place->endpoint->secret);
  g_assert_null (place->secret_file);
}

static void
test_socket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackendPlace) place = prepare (fixture, PERCH_BACKEND_KIND_PIPE);
  g_autofree char *path = g_build_filename (fixture->base, "main", "socket", NULL);
  g_autofree char *environment = join_environment (place);
  g_autofree char *expected = g_strdup_printf (
      "A=1\nPERCH_SOCKET=%s\nPERCH_SECRET_FILE=%s/main/secret", path, fixture->base);

  g_assert_cmpstr (place->endpoint->address, ==, path);
  g_assert_cmpstr (environment, ==, expected);
}

static void
test_given_socket (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = perch_scratch_write (&fixture->scratch, "mine.sock", "", 0600);
  g_autoptr (PerchBackendPlace) place = NULL;

  fixture->profile->socket = g_strdup (path);
  place = prepare (fixture, PERCH_BACKEND_KIND_PIPE);
  g_assert_cmpstr (place->endpoint->address, ==, path);
  g_clear_pointer (&place, perch_backend_place_remove);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* What a Perch that was killed has left is in nobody's way. */
static void
test_leftovers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchBackendPlace) first = prepare (fixture, PERCH_BACKEND_KIND_PIPE);
  g_autoptr (PerchBackendPlace) second = NULL;
  g_autofree char *folder = g_strdup (first->folder);

  g_assert_true (g_file_set_contents (first->socket, "", 0, NULL));
  second = prepare (fixture, PERCH_BACKEND_KIND_PIPE);
  g_assert_false (g_file_test (second->socket, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (first->endpoint->secret, !=, second->endpoint->secret);
  g_clear_pointer (&second, perch_backend_place_remove);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = perch_scratch_write (&fixture->scratch, "file", "", 0600);
  g_autofree char *name = g_strnfill (100, 'x');
  g_autofree char *deep = g_build_filename (fixture->base, name, NULL);
  g_autoptr (GError) error = NULL;

  fixture->profile->kind = PERCH_BACKEND_KIND_PIPE;
  g_assert_null (perch_backend_place_prepare (fixture->profile, file, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SPAWN);
  g_assert_true (g_str_has_prefix (error->message, "No place for it to listen: "));
  g_clear_error (&error);

  g_assert_null (perch_backend_place_prepare (fixture->profile, deep, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SPAWN);
  g_assert_nonnull (strstr (error->message, "too long for the path of a socket"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/backend-place/" name, Fixture, NULL, setup, func, teardown)
  ADD ("stdio", test_stdio);
  ADD ("port", test_port);
  ADD ("given-port", test_given_port);
  ADD ("socket", test_socket);
  ADD ("given-socket", test_given_socket);
  ADD ("leftovers", test_leftovers);
  ADD ("refused", test_refused);
  return g_test_run ();
}
