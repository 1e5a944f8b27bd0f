/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/error.h"

static void
test_domain (void)
{
  g_autoptr (GError) error = NULL;

  error = g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_GUARD, "no guard");
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_GUARD);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, "perch_backend_error");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/domain", test_domain);
  return g_test_run ();
}
