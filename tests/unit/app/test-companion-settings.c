/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/companion-settings.h"

static void
test_autostart (void)
{
  g_autoptr (JsonNode) on = json_from_string ("{\"autostart\":true}", NULL);
  g_autoptr (JsonNode) off = json_from_string ("{}", NULL);

  g_assert_true (perch_companion_settings_get_autostart (json_node_get_object (on)));
  g_assert_false (perch_companion_settings_get_autostart (json_node_get_object (off)));
}

static void
test_seed (void)
{
  g_autoptr (JsonNode) seed = json_from_string (perch_companion_settings_get_seed (), NULL);

  g_assert_true (json_object_has_member (json_node_get_object (seed), "$schema"));
  g_assert_false (perch_companion_settings_get_autostart (json_node_get_object (seed)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/companion-settings/autostart", test_autostart);
  g_test_add_func ("/companion-settings/seed", test_seed);
  return g_test_run ();
}
