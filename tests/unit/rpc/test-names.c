/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/names.h"

static void
assert_name (const char *field, const char *expected, gboolean expected_raw)
{
  gboolean raw = !expected_raw;
  g_autofree char *name = perch_rpc_name_to_json (field, &raw);

  g_assert_cmpstr (name, ==, expected);
  g_assert_cmpint (raw, ==, expected_raw);
}

static void
test_to_json (void)
{
  assert_name ("success", "success", FALSE);
  assert_name ("handle_id", "handleId", FALSE);
  assert_name ("module_handle_id", "moduleHandleId", FALSE);
  assert_name ("args_json", "args", TRUE);
  assert_name ("some_value_json", "someValue", TRUE);
  assert_name ("odd_", "odd_", FALSE);
  assert_name ("", "", FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-names/to-json", test_to_json);
  return g_test_run ();
}
