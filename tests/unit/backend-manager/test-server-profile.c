/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/server-profile.h"

#include <string.h>

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/scratch.h"

/* @choice is made for the folders "profiles" and "data", and may be changed by a test. */
typedef struct
{
  PerchScratch scratch;
  char *profiles_dir;
  char *data_dir;
  char *venv; /* an environment without packages */
  PerchServerChoice choice;
} Fixture;

static void
install (Fixture *fixture, const char *package)
{
  g_autofree char *name =
      g_strdup_printf ("v/lib/python3.11/site-packages/%s.dist-info/METADATA", package);

  g_free (perch_scratch_write (&fixture->scratch, name, "", 0644));
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const char *dir = perch_scratch_init (&fixture->scratch);

  fixture->profiles_dir = g_build_filename (dir, "profiles", NULL);
  fixture->data_dir = g_build_filename (dir, "data", NULL);
  fixture->venv = g_build_filename (dir, "v", NULL);
  fixture->choice = (PerchServerChoice){
    .profiles_dir = fixture->profiles_dir,
    .data_dir = fixture->data_dir,
    .kind = PERCH_BACKEND_KIND_HTTP,
    .port = PERCH_SERVER_PORT_UNSAID,
  };
  g_free (perch_scratch_write (&fixture->scratch, "v/pyvenv.cfg",
                               "home = /usr/bin\nversion = 3.11.2\n", 0644));
  g_free (perch_scratch_write (&fixture->scratch, "v/bin/python", "#!/bin/sh\n", 0755));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->profiles_dir);
  g_free (fixture->data_dir);
  g_free (fixture->venv);
  perch_scratch_clear (&fixture->scratch);
}

static void
install_for_http (Fixture *fixture)
{
  install (fixture, "fastapi-0.99");
  install (fixture, "uvicorn-0.20");
  fixture->choice.venv = fixture->venv;
}

static PerchProfile *
set_up (Fixture *fixture, gboolean expected_change)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;
  PerchProfile *profile = perch_server_profile_set_up (&fixture->choice, &changed, &error);

  g_assert_no_error (error);
  g_assert_cmpint (changed, ==, expected_change);
  return profile;
}

static void
assert_refused (Fixture *fixture, PerchBackendError code, const char *expected)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;
  g_autoptr (PerchProfile) profile =
      perch_server_profile_set_up (&fixture->choice, &changed, &error);

  g_assert_null (profile);
  g_assert_error (error, PERCH_BACKEND_ERROR, (int) code);
  if (strstr (error->message, expected) == NULL)
    g_error ("\"%s\" says nothing of \"%s\"", error->message, expected);
}

static void
test_new (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchProfile) profile = NULL;

  install_for_http (fixture);
  profile = set_up (fixture, TRUE);
  g_assert_cmpstr (profile->name, ==, "http");
  g_assert_cmpstr (profile->label, ==, "Python over HTTP");
  g_assert_cmpint (profile->kind, ==, PERCH_BACKEND_KIND_HTTP);
  g_assert_cmpstr (profile->venv, ==, fixture->venv);
  g_assert_cmpint (profile->port, ==, 0);
  g_assert_true (g_str_has_prefix (profile->executable, fixture->data_dir));
  g_assert_true (g_file_test (profile->executable, G_FILE_TEST_IS_REGULAR));
}

static void
test_pipe_needs_no_environment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchProfile) profile = NULL;

  fixture->choice.kind = PERCH_BACKEND_KIND_PIPE;
  profile = set_up (fixture, TRUE);
  g_assert_cmpstr (profile->name, ==, "pipe");
  g_assert_cmpstr (profile->venv, ==, NULL);
}

/* What is not said stays, and so does what the person has added. */
static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchProfile) first = NULL;
  g_autoptr (PerchProfile) again = NULL;
  g_autoptr (PerchProfile) moved = NULL;
  g_autoptr (PerchProfile) free_port = NULL;
  g_autofree char *text = NULL;
  g_autofree char *edited = NULL;

  install_for_http (fixture);
  first = set_up (fixture, TRUE);
  fixture->choice.venv = NULL;
  again = set_up (fixture, FALSE);
  g_assert_cmpstr (again->venv, ==, fixture->venv);

  text = perch_scratch_read (&fixture->scratch, "profiles/http.json");
  edited = g_strconcat ("{ \"name\": \"mine\", \"autostart\": true,", text + 1, NULL);
  g_free (perch_scratch_write (&fixture->scratch, "profiles/http.json", edited, 0600));
  fixture->choice.port = 8123;
  moved = set_up (fixture, TRUE);
  g_assert_cmpstr (moved->name, ==, "mine");
  g_assert_true (moved->autostart);
  g_assert_cmpint (moved->port, ==, 8123);
  fixture->choice.port = 0;
  free_port = set_up (fixture, TRUE);
  g_assert_cmpint (free_port->port, ==, 0);
}

/* A newer Perch has its servers elsewhere. */
static void
test_newer_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchProfile) before = NULL;
  g_autoptr (PerchProfile) after = NULL;
  g_autofree char *text = NULL;

  text =
      g_strdup_printf ("{\"executable\": \"%s/servers/0123/pipe_server.py\", \"kind\": \"pipe\"}",
                       fixture->data_dir);
  g_free (perch_scratch_write (&fixture->scratch, "profiles/pipe.json", text, 0600));
  fixture->choice.kind = PERCH_BACKEND_KIND_PIPE;
  after = set_up (fixture, TRUE);
  g_assert_null (strstr (after->executable, "/0123/"));
  before = set_up (fixture, FALSE);
  g_assert_cmpstr (before->executable, ==, after->executable);
}

static void
test_lacking (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, PERCH_BACKEND_ERROR_NOT_FOUND, "--venv PATH");
  fixture->choice.venv = fixture->venv;
  assert_refused (fixture, PERCH_BACKEND_ERROR_NOT_FOUND,
                  "/v can’t run the http server: it has no fastapi, it has no uvicorn; install "
                  "what it needs with: perch venv install \"");
  install_for_http (fixture);
  g_free (perch_scratch_write (&fixture->scratch, "v/pyvenv.cfg",
                               "home = /usr/bin\nversion = 3.7.3\n", 0644));
  assert_refused (fixture, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, "is older than 3.8");
  fixture->choice.venv = fixture->scratch.dir;
  assert_refused (fixture, PERCH_BACKEND_ERROR_NOT_FOUND, "is not an environment");
  g_assert_false (perch_scratch_has (&fixture->scratch, "profiles"));
}

static void
test_not_ours (Fixture *fixture, gconstpointer data)
{
  fixture->choice.kind = PERCH_BACKEND_KIND_PIPE;
  g_free (perch_scratch_write (&fixture->scratch, "profiles/pipe.json",
                               "{\"executable\": \"/bin/cat\"}", 0600));
  assert_refused (fixture, PERCH_BACKEND_ERROR_PROFILE, "a program of your own");
  g_free (perch_scratch_write (&fixture->scratch, "profiles/pipe.json", "{", 0600));
  assert_refused (fixture, PERCH_BACKEND_ERROR_PROFILE, "pipe.json");

  fixture->choice.kind = PERCH_BACKEND_KIND_RPC;
  fixture->choice.venv = fixture->venv;
  g_free (perch_scratch_write (&fixture->scratch, "profiles/a.json",
                               "{\"name\": \"rpc\", \"executable\": \"/bin/cat\"}", 0600));
  assert_refused (fixture, PERCH_BACKEND_ERROR_PROFILE, "a.json is a profile of the name \"rpc\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/server-profile/" name, Fixture, NULL, setup, func, teardown)
  ADD ("new", test_new);
  ADD ("pipe-needs-no-environment", test_pipe_needs_no_environment);
  ADD ("change", test_change);
  ADD ("newer-server", test_newer_server);
  ADD ("lacking", test_lacking);
  ADD ("not-ours", test_not_ours);
  return g_test_run ();
}
