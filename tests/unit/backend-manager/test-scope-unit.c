/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/scope-unit.h"

#include <string.h>

#define USER "/user.slice/user-1000.slice/user@1000.service"

static void
test_name (void)
{
  static const struct
  {
    const char *backend;
    const char *expected;
  } cases[] = {
    { "main", "perch-backend-main-42.scope" },
    { "my-backend_2.0", "perch-backend-my-backend_2.0-42.scope" },
    { "a b/c\\d", "perch-backend-a\\x20b\\x2fc\\x5cd-42.scope" },
    { "\xc3\xa9%@", "perch-backend-\\xc3\\xa9\\x25\\x40-42.scope" },
    { "", "perch-backend--42.scope" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = perch_scope_unit_build_name (cases[i].backend, 42);

      g_assert_cmpstr (name, ==, cases[i].expected);
    }
}

static void
test_long_name (void)
{
  g_autofree char *plain = g_strnfill (10000, 'x');
  g_autofree char *odd = g_strnfill (10000, '/');
  g_autofree char *plain_name = perch_scope_unit_build_name (plain, G_MAXINT);
  g_autofree char *odd_name = perch_scope_unit_build_name (odd, G_MAXINT);

  g_test_summary ("systemd takes 255 bytes, and no half escape.");

  g_assert_cmpuint (strlen (plain_name), <=, 255);
  g_assert_cmpuint (strlen (odd_name), <=, 255);
  g_assert_true (g_str_has_suffix (plain_name, "x-2147483647.scope"));
  g_assert_true (g_str_has_suffix (odd_name, "\\x2f-2147483647.scope"));
}

static void
test_own_unit (void)
{
  static const struct
  {
    const char *cgroups;
    const char *expected;
  } cases[] = {
    { "0::" USER "/app.slice/app-org.perch.Perch-7.scope\n", "app-org.perch.Perch-7.scope" },
    { "0::" USER "/app.slice/app-gnome.slice/perch.service\n", "perch.service" },
    { "0::" USER "/app.slice/perch.service/sub/group\n", "perch.service" },
    { "0::" USER "/init.scope\n", "init.scope" },
    { "0::" USER "/app.slice/_pids.scope\n", "pids.scope" },
    { "4:memory:/x\n0::" USER "/app.slice/perch.scope", "perch.scope" },
    /* of the system's manager */
    { "0::/user.slice/user-1000.slice/session-2.scope\n", NULL },
    { "0::/system.slice/perch.service\n", NULL },
    /* in no unit */
    { "0::" USER "\n", NULL },
    { "0::" USER "/app.slice\n", NULL },
    { "0::" USER "/payload/perch.scope\n", NULL },
    { "0::/\n", NULL },
    { "0::/../..\n", NULL },
    /* version 1 of cgroups */
    { "1:name=systemd:" USER "/app.slice/perch.scope\n", NULL },
    { "", NULL },
    { "\n\n", NULL },
    { "0::", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *unit = perch_scope_unit_find_own (cases[i].cgroups);

      g_assert_cmpstr (unit, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scope-unit/name", test_name);
  g_test_add_func ("/scope-unit/long-name", test_long_name);
  g_test_add_func ("/scope-unit/own-unit", test_own_unit);
  return g_test_run ();
}
