/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/product-name.h"

static void
test_name (void)
{
  g_assert_cmpstr (perch_product_name (), ==, "Perch");

  g_set_application_name ("Word Counter");
  g_assert_cmpstr (perch_product_name (), ==, "Word Counter");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/product-name/name", test_name);
  return g_test_run ();
}
