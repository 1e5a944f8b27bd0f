/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/origins.h"

static const char *const entries[] = { "https://good.example", "http://localhost:3000",
                                       "chrome-extension://", "moz-extension://", NULL };

static void
test_allowed (void)
{
  static const char *const origins[] = {
    "https://good.example",
    "http://localhost:3000",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "moz-extension://0f8fad5b-d9cb-469f-a165-70867728950e",
  };
  static const char *const none[] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      g_test_message ("%s", origins[i]);
      g_assert_true (perch_origins_allow (entries, origins[i]));
      g_assert_false (perch_origins_allow (none, origins[i]));
    }
}

static void
test_others (void)
{
  static const char *const origins[] = {
    "",
    "null",
    "*",
    "://",
    "https://",
    "chrome-extension://",
    "chrome-extension://a/b",
    "chrome-extension://a b",
    "chrome-extension",
    "CHROME-EXTENSION://abc",
    "xchrome-extension://abc",
    "https://good.example/",
    "https://good.example:443",
    "https://good.example.evil.example",
    "https://evil.example",
    "https://xgood.example",
    "http://good.example",
    "https://good.example, https://good.example",
    "https://evil.example, https://good.example",
    "http://localhost:3001",
    "http://localhost",
    "file://",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      g_test_message ("%s", origins[i]);
      g_assert_false (perch_origins_allow (entries, origins[i]));
    }
}

static void
test_entries (void)
{
  static const char *const bad[] = {
    "",          "*",        "null",    "http://",     "https://*",           "https://a/",
    "a.example", "HTTP://a", "file://", "https://a b", "https://*.a.example", "1://a",
    "https://ü",
  };

  for (gsize i = 0; entries[i] != NULL; i++)
    g_assert_true (perch_origins_check_entry (entries[i]));
  g_assert_true (perch_origins_check_entry ("http://[::1]:8080"));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (perch_origins_check_entry (bad[i]));
    }
}

static void
test_extensions (void)
{
  g_assert_true (perch_origins_is_extension ("chrome-extension://abc"));
  g_assert_true (perch_origins_is_extension ("moz-extension://abc"));
  g_assert_false (perch_origins_is_extension ("https://moz-extension"));
  g_assert_false (perch_origins_is_extension ("https://a.example/chrome-extension://abc"));
  g_assert_false (perch_origins_is_extension (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/origins/allowed", test_allowed);
  g_test_add_func ("/origins/others", test_others);
  g_test_add_func ("/origins/entries", test_entries);
  g_test_add_func ("/origins/extensions", test_extensions);
  return g_test_run ();
}
