/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/diagnostics.h"

#include "sample-backends.h"

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

static void
start_in_vain (SampleBackends *samples, const char *name, PerchBackendState state)
{
  PerchBackend *backend = sample_backends_get (samples, name);

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, state);
}

static void
test_text (void)
{
  g_autoptr (PerchMask) mask = perch_mask_new ();
  const PerchDiagnosticsFacts facts = { .mode = "tray",
                                        .tray_host = "absent",
                                        .log_file = "/tmp/perch.log",
                                        .log_problem = "the disk is full",
                                        .mask = mask };
  SampleBackends samples;
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;
  g_autofree char *json = NULL;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "bad",
                       "echo 'no such table, {\"password\": [\"hunter4\"' >&2; exit 78");
  path = g_build_filename (samples.dir, "bad", NULL);
  json = g_strdup_printf ("{\"executable\": \"%s\", \"args\": [\"--key\", \"hunter2\"],"
                          " \"env\": {\"TOKEN\": \"hunter3\"}, \"restart\": \"never\"}",
                          path);
  sample_backends_add_profile (&samples, "bad", json);
  sample_backends_add_profile (&samples, "missing", "{\"executable\": \"/nowhere/token=hunter6\"}");
  sample_backends_add_broken (&samples, "broken");
  sample_backends_add_broken (&samples, "token=hunter5");
  sample_backends_load (&samples);
  start_in_vain (&samples, "bad", PERCH_BACKEND_STATE_FAILED);
  start_in_vain (&samples, "missing", PERCH_BACKEND_STATE_NOT_FOUND);

  text = perch_diagnostics_new (samples.manager, &facts);
  assert_has (text, "Perch " PERCH_VERSION "\n");
  assert_has (text, "Mode: tray\n");
  assert_has (text, "Desktop: ");
  assert_has (text, "Tray host: absent\n");
  assert_has (text, "Log: /tmp/perch.log\n");
  assert_has (text, "Log problem: the disk is full\n");
  assert_has (text, "broken.json");
  assert_has (text, "Backend bad (stdio): failed\n");
  assert_has (text, path);
  assert_has (text, "last exit: exited with status 78\n");
  assert_has (text, "    no such table, {\"password\": ***\n");
  assert_has (text, "  problem: /nowhere/token=*** ");
  assert_has (text, "/backends/token=*** ");

  g_test_message ("What must not go into a bug report is not in it");
  g_assert_null (strstr (text, "hunter"));
  g_assert_null (strstr (text, "TOKEN"));
  sample_backends_clear (&samples);
}

static void
test_token (void)
{
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autofree char *secret = g_uuid_string_random ();
  g_autofree char *script = g_strdup_printf ("echo 'refused: %s' >&2; exit 78", secret);
  g_autofree char *name = g_strdup_printf ("of-%s", secret);
  const PerchDiagnosticsFacts facts = {
    .mode = "tray", .tray_host = "absent", .log_problem = secret, .mask = mask
  };
  SampleBackends samples;
  g_autofree char *text = NULL;

  g_test_summary ("The token is masked where nothing beside it says what it is");

  perch_mask_add_secret (mask, secret);
  sample_backends_init (&samples);
  sample_backends_add (&samples, "bad", script);
  sample_backends_add_broken (&samples, name);
  sample_backends_load (&samples);
  start_in_vain (&samples, "bad", PERCH_BACKEND_STATE_FAILED);

  text = perch_diagnostics_new (samples.manager, &facts);
  assert_has (text, "    refused: ***\n");
  assert_has (text, "Log problem: ***\n");
  assert_has (text, "of-***");
  g_assert_null (strstr (text, secret));
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diagnostics/text", test_text);
  g_test_add_func ("/diagnostics/token", test_token);
  return g_test_run ();
}
