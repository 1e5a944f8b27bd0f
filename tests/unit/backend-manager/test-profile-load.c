/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/profile.h"

#include <glib/gstdio.h>
#include <string.h>

#include "backend-manager/error.h"

typedef struct
{
  char *dir;
  char *file;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("perch-profile-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->dir, "main.json", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->file);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->file);
  g_free (fixture->dir);
}

static PerchProfile *
load (Fixture *fixture, const char *text, GStrv *warnings)
{
  g_autoptr (GError) error = NULL;
  PerchProfile *profile = NULL;

  g_assert_true (g_file_set_contents (fixture->file, text, -1, NULL));
  profile = perch_profile_load (fixture->file, warnings, &error);
  g_assert_no_error (error);
  g_assert_nonnull (profile);
  return profile;
}

static void
test_least (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) warnings = NULL;
  g_autoptr (PerchProfile) profile = load (fixture, "{\"executable\":\"/bin/true\"}", &warnings);

  g_assert_cmpstr (profile->name, ==, "main");
  g_assert_cmpstr (profile->label, ==, "main");
  g_assert_cmpstr (profile->file, ==, fixture->file);
  g_assert_cmpstr (profile->executable, ==, "/bin/true");
  g_assert_null (profile->cwd);
  g_assert_false (profile->health_on);
  g_assert_true (profile->secret);
  g_assert_cmpuint (g_strv_length (profile->after), ==, 0);
  g_assert_cmpuint (g_strv_length (warnings), ==, 0);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  static const char *const args[] = { "-v", "", "ä b", NULL };
  static const char *const env[] = { "A=1", "B=", "C=x=y", NULL };
  static const char *const after[] = { "db", "other.one", NULL };
  g_auto (GStrv) warnings = NULL;
  g_autoptr (PerchProfile) profile =
      load (fixture,
            "{\"$schema\":\"https://example.org/s.json\",\"name\":\"other\",\"label\":\"Ä B\","
            "\"kind\":\"http\",\"executable\":\"/x/backend\",\"args\":[\"-v\",\"\",\"ä b\"],"
            "\"cwd\":\"/tmp\",\"env\":{\"A\":\"1\",\"B\":\"\",\"C\":\"x=y\"},\"venv\":\"/v\","
            "\"port\":65535,\"socket\":\"/tmp/x.sock\",\"secret\":false,"
            "\"after\":[\"db\",\"other.one\"],\"autostart\":true,\"restart\":\"always\",\"stop_"
            "timeout_ms\":0,"
            "\"ready\":{\"on\":\"log\",\"path\":\"/r?x=%20\",\"pattern\":\"^up "
            "\\\\d+\",\"timeout_ms\":1},"
            "\"health\":{\"path\":\"/h\",\"interval_ms\":1000,\"failures\":1,\"restart\":true},"
            "\"limits\":{\"memory_mb\":0,\"cpu_percent\":0}}",
            &warnings);

  g_assert_cmpuint (g_strv_length (warnings), ==, 0);
  g_assert_cmpstr (profile->name, ==, "other");
  g_assert_cmpstr (profile->label, ==, "Ä B");
  g_assert_cmpint (profile->kind, ==, PERCH_BACKEND_KIND_HTTP);
  g_assert_cmpstr (profile->executable, ==, "/x/backend");
  g_assert_cmpstrv (profile->args, args);
  g_assert_cmpstr (profile->cwd, ==, "/tmp");
  g_assert_cmpstrv (profile->env, env);
  g_assert_cmpstr (profile->venv, ==, "/v");
  g_assert_cmpuint (profile->port, ==, 65535);
  g_assert_cmpstr (profile->socket, ==, "/tmp/x.sock");
  g_assert_false (profile->secret);
  g_assert_cmpstrv (profile->after, after);
  g_assert_true (profile->autostart);
  g_assert_cmpint (profile->restart, ==, PERCH_RESTART_ALWAYS);
  g_assert_cmpuint (profile->stop_timeout_ms, ==, 0);
  g_assert_cmpint (profile->ready_on, ==, PERCH_READY_ON_LOG);
  g_assert_cmpstr (profile->ready_path, ==, "/r?x=%20");
  g_assert_cmpstr (profile->ready_pattern, ==, "^up \\d+");
  g_assert_cmpuint (profile->ready_timeout_ms, ==, 1);
  g_assert_true (profile->health_on);
  g_assert_cmpstr (profile->health_path, ==, "/h");
  g_assert_cmpuint (profile->health_interval_ms, ==, 1000);
  g_assert_cmpuint (profile->health_failures, ==, 1);
  g_assert_true (profile->health_restart);
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  for (PerchBackendKind kind = PERCH_BACKEND_KIND_STDIO; kind <= PERCH_BACKEND_KIND_RPC; kind++)
    {
      g_autofree char *text = g_strdup_printf ("{\"executable\":\"/x\",\"kind\":\"%s\"}",
                                               perch_backend_kind_to_string (kind));
      g_autoptr (PerchProfile) profile = load (fixture, text, NULL);
      g_assert_cmpint (profile->kind, ==, kind);
      g_assert_cmpint (profile->ready_on, ==,
                       kind == PERCH_BACKEND_KIND_STDIO ? PERCH_READY_ON_SPAWN
                                                        : PERCH_READY_ON_HEALTH);
      g_assert_cmpint (profile->health_on, ==, kind != PERCH_BACKEND_KIND_STDIO);
    }
}

/* What is not asked for readiness is not asked for health either, unless somebody wants that. */
static void
test_health_follows_readiness (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchProfile) silent =
      load (fixture, "{\"executable\":\"/x\",\"kind\":\"rpc\",\"ready\":{\"on\":\"spawn\"}}", NULL);
  g_autoptr (PerchProfile) asked = load (
      fixture,
      "{\"executable\":\"/x\",\"kind\":\"rpc\",\"ready\":{\"on\":\"spawn\"},\"health\":{}}", NULL);
  g_autoptr (PerchProfile) over_http =
      load (fixture, "{\"executable\":\"/x\",\"kind\":\"http\",\"ready\":{\"on\":\"http\"}}", NULL);

  g_assert_false (silent->health_on);
  g_assert_true (asked->health_on);
  g_assert_cmpint (over_http->ready_on, ==, PERCH_READY_ON_HTTP);
}

static void
test_paths (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = NULL;
  g_autofree char *parent = g_path_get_dirname (fixture->dir);
  g_autofree char *in_parent = g_build_filename (parent, "work", NULL);
  g_autofree char *in_home = g_build_filename (g_get_home_dir (), "venv", NULL);
  g_autoptr (PerchProfile) profile = load (
      fixture, "{\"executable\":\"dist/backend\",\"cwd\":\"../work\",\"venv\":\"~/venv\"}", NULL);
  g_autoptr (PerchProfile) home = load (fixture, "{\"executable\":\"x\",\"cwd\":\"~\"}", NULL);

  expected = g_build_filename (fixture->dir, "dist", "backend", NULL);
  g_assert_cmpstr (profile->executable, ==, expected);
  g_assert_cmpstr (profile->cwd, ==, in_parent);
  g_assert_cmpstr (profile->venv, ==, in_home);
  g_assert_cmpstr (home->cwd, ==, g_get_home_dir ());
}

static void
test_health_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchProfile) profile =
      load (fixture, "{\"executable\":\"/x\",\"port\":8000,\"health\":{}}", NULL);
  g_autoptr (PerchProfile) on_stdin = load (fixture, "{\"executable\":\"/x\",\"health\":{}}", NULL);

  g_assert_true (profile->health_on);
  g_assert_true (on_stdin->health_on);
  g_assert_cmpstr (profile->health_path, ==, "/health");
  g_assert_cmpuint (profile->health_failures, ==, 3);
}

static void
test_warnings (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) warnings = NULL;
  g_autofree char *port = NULL;
  g_autofree char *limit = NULL;
  g_autofree char *ready = NULL;
  g_autoptr (PerchProfile) profile = load (
      fixture,
      "{\"executable\":\"/x\",\"prot\":1,\"ready\":{\"when\":1},\"limits\":{\"memory_mb\":64}}",
      &warnings);

  port = g_strdup_printf ("%s: /prot: unknown, and ignored; did you mean \"port\"?", fixture->file);
  ready = g_strdup_printf ("%s: /ready/when: unknown, and ignored", fixture->file);
  limit = g_strdup_printf ("%s: /limits/memory_mb: this version of Perch does not apply it yet",
                           fixture->file);
  g_assert_nonnull (profile);
  g_assert_cmpuint (g_strv_length (warnings), ==, 3);
  g_assert_cmpstr (warnings[0], ==, port);
  g_assert_cmpstr (warnings[1], ==, ready);
  g_assert_cmpstr (warnings[2], ==, limit);
}

static void
assert_refused (const char *file, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autofree char *expected = g_strdup_printf ("%s: %s", file, message);
  g_autoptr (PerchProfile) profile = perch_profile_load (file, &warnings, &error);

  g_assert_null (profile);
  g_assert_null (warnings);
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE);
  g_assert_cmpstr (error->message, ==, expected);
}

#define NAME_RULE                                                                                  \
  "1 to 64 of the letters a-z and A-Z, digits, \".\", \"_\" and \"-\", the first not a \".\""

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  /* The part between the braces, behind a good executable. */
  static const struct
  {
    const char *members;
    const char *message;
  } cases[] = {
    { ",", "1:20: expected a name in double quotes, found “}”" },
    { ",\"port\":1,\"port\":2", "line 1: “port” is there twice in one object" },
    { ",\"env\":{\"A\":\"1\",\"A\":\"2\"}", "line 1: “A” is there twice in one object" },
    { ",\"stop_timeout_ms\":\"5s\"",
      "/stop_timeout_ms: expected an integer from 0 to 600000, found the string \"5s\"" },
    { ",\"stop_timeout_ms\":600001",
      "/stop_timeout_ms: expected an integer from 0 to 600000, found 600001" },
    { ",\"name\":\"\"", "/name: expected " NAME_RULE ", found the string \"\"" },
    { ",\"name\":\"a/b\"", "/name: expected " NAME_RULE ", found the string \"a/b\"" },
    { ",\"name\":7", "/name: expected a string, found 7" },
    { ",\"label\":\"\"", "/label: expected 1 to 128 characters, found the string \"\"" },
    { ",\"label\":\"a\\nb\"", "/label: expected text on one line, found the string \"a\\x0ab\"" },
    { ",\"kind\":\"tcp\"",
      "/kind: expected one of \"stdio\", \"http\", \"pipe\", \"rpc\", found the string \"tcp\"" },
    { ",\"args\":\"-v\"", "/args: expected an array of strings, found the string \"-v\"" },
    { ",\"args\":[\"a\",null]", "/args/1: expected a string, found null" },
    { ",\"cwd\":\"\"", "/cwd: expected a path, found the string \"\"" },
    { ",\"env\":[]", "/env: expected an object, found an array" },
    { ",\"env\":{\"A\":1}", "/env/A: expected a string, found 1" },
    { ",\"env\":{\"A=B\":\"\"}",
      "/env/A=B: expected a name that is not empty and has no \"=\", found the string \"\"" },
    { ",\"env\":{\"\":\"x\"}",
      "/env/: expected a name that is not empty and has no \"=\", found the string \"x\"" },
    { ",\"env\":{\"A\":\"x\\u0000\"}", "1:33: a string must not hold the character \\u0000" },
    { ",\"venv\":false", "/venv: expected a string, found false" },
    { ",\"port\":65536", "/port: expected an integer from 0 to 65535, found 65536" },
    { ",\"port\":80.5", "/port: expected an integer from 0 to 65535, found 80.5" },
    { ",\"autostart\":\"yes\"", "/autostart: expected true or false, found the string \"yes\"" },
    { ",\"restart\":null",
      "/restart: expected one of \"on-failure\", \"always\", \"never\", found null" },
    { ",\"ready\":\"status\"", "/ready: expected an object, found the string \"status\"" },
    { ",\"ready\":{\"on\":\"log\"}",
      "/ready/pattern: expected a regular expression, since /ready/on is \"log\", found nothing" },
    { ",\"ready\":{\"on\":\"http\"}",
      "/port: expected 1 to 65535, since /ready/on is \"http\", found nothing" },
    { ",\"ready\":{\"path\":\"health\"}",
      "/ready/path: expected a URL path that starts with \"/\", found the string \"health\"" },
    { ",\"ready\":{\"path\":\"/a b\"}",
      "/ready/path: expected a URL path, with other characters as %XX, found the string \"/a b\"" },
    { ",\"ready\":{\"timeout_ms\":0}",
      "/ready/timeout_ms: expected an integer from 1 to 600000, found 0" },
    { ",\"kind\":\"pipe\",\"port\":1,\"ready\":{\"on\":\"http\"}",
      "/ready/on: expected \"health\", \"status\", \"log\" or \"spawn\" for a backend of this "
      "/kind, "
      "found the string \"http\"" },
    { ",\"socket\":\"\"", "/socket: expected a path, found the string \"\"" },
    { ",\"secret\":\"x\"", "/secret: expected true or false, found the string \"x\"" },
    { ",\"after\":\"db\"", "/after: expected an array of strings, found the string \"db\"" },
    { ",\"after\":[\"a b\"]", "/after: expected names of backends, found an array" },
    { ",\"port\":1,\"health\":{\"interval_ms\":10}",
      "/health/interval_ms: expected an integer from 1000 to 86400000, found 10" },
    { ",\"limits\":{\"memory_mb\":-1}",
      "/limits/memory_mb: expected an integer from 0 to 2147483647, found -1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"executable\":\"/x\"%s}", cases[i].members);

      g_assert_true (g_file_set_contents (fixture->file, text, -1, NULL));
      assert_refused (fixture->file, cases[i].message);
    }
}

static void
test_bad_pattern (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchProfile) profile = NULL;

  g_assert_true (g_file_set_contents (
      fixture->file, "{\"executable\":\"/x\",\"ready\":{\"on\":\"log\",\"pattern\":\"up (\"}}", -1,
      NULL));
  profile = perch_profile_load (fixture->file, NULL, &error);
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE);
  g_assert_nonnull (strstr (error->message, "/ready/pattern: expected a regular expression ("));
  g_assert_true (g_str_has_suffix (error->message, "found the string \"up (\""));
}

static void
test_no_executable (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->file, "{}", -1, NULL));
  assert_refused (fixture->file,
                  "/executable: expected the path of the program to run, found nothing");
  g_assert_true (g_file_set_contents (fixture->file, "{\"executable\":\"\"}", -1, NULL));
  assert_refused (fixture->file, "/executable: expected a path, found the string \"\"");
}

static void
test_bad_file_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->dir, "my backend.json", NULL);
  g_autoptr (PerchProfile) named = NULL;

  g_assert_true (g_file_set_contents (file, "{\"executable\":\"/x\"}", -1, NULL));
  assert_refused (file, "/name: not set, and the file’s name \"my backend\" can’t serve as one: "
                        "expected " NAME_RULE);
  g_assert_true (g_file_set_contents (file, "{\"executable\":\"/x\",\"name\":\"n\"}", -1, NULL));
  named = perch_profile_load (file, NULL, NULL);
  g_assert_nonnull (named);
  g_assert_cmpstr (named->name, ==, "n");
  g_assert_cmpint (g_remove (file), ==, 0);
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture->file, "can’t be opened: No such file or directory");
  assert_refused (fixture->dir, "is a directory, expected a file");
}

static void
test_not_utf8_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->dir, "b\xff.json", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (perch_profile_load (file, NULL, &error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, "b\\xff.json: can’t be opened"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/profile-load/" name, Fixture, NULL, setup, func, teardown)
  ADD ("least", test_least);
  ADD ("full", test_full);
  ADD ("words", test_words);
  ADD ("paths", test_paths);
  ADD ("health-alone", test_health_alone);
  ADD ("health-follows-readiness", test_health_follows_readiness);
  ADD ("warnings", test_warnings);
  ADD ("refused", test_refused);
  ADD ("bad-pattern", test_bad_pattern);
  ADD ("no-executable", test_no_executable);
  ADD ("bad-file-name", test_bad_file_name);
  ADD ("unreadable", test_unreadable);
  ADD ("not-utf8-path", test_not_utf8_path);
  return g_test_run ();
}
