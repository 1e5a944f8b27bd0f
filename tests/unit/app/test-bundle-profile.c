/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/bundle-profile.h"

#include <gio/gio.h>
#include <string.h>

static void
test_masked (void)
{
  const char *const json = "{\"env\":{\"A\":\"plain-value\",\"B_TOKEN\":\"secret-value\"},"
                           "\"args\":[\"--password\",\"first-secret\",\"--api-key=second-secret\","
                           "\"--port\",\"8000\"],\"label\":\"secret-value\"}";
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) masked = perch_bundle_profile_mask (json, strlen (json), mask, &error);

  g_assert_no_error (error);
  g_assert_null (strstr (masked->str, "plain-value"));
  g_assert_null (strstr (masked->str, "-secret"));
  g_assert_null (strstr (masked->str, "secret-"));
  g_assert_nonnull (strstr (masked->str, "\"--api-key=***\""));
  g_assert_nonnull (strstr (masked->str, "\"8000\""));
  g_assert_true (perch_mask_is_needed (mask, "a first-secret", 14));
  g_assert_true (perch_mask_is_needed (mask, "second-secret", 13));
}

static void
test_odd (void)
{
  const char *const good[] = { "{}", "[1]", "{\"env\":[],\"args\":{}}",
                               "{\"args\":[1,null,\"-x\"]}", "{\"env\":{\"TOKEN\":1}}" };
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GString) masked =
          perch_bundle_profile_mask (good[i], strlen (good[i]), mask, &error);

      g_assert_no_error (error);
      g_assert_nonnull (masked);
    }
  g_assert_null (perch_bundle_profile_mask ("{\"a\":", 5, mask, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bundle-profile/masked", test_masked);
  g_test_add_func ("/bundle-profile/odd", test_odd);
  return g_test_run ();
}
