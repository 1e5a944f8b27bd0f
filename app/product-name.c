/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/product-name.h"

/**
 * perch_product_name:
 *
 * What the program is called in texts for people: what g_set_application_name() has been given,
 * which is the name of the product that Perch is a part of where it is one.
 *
 * Returns: (transfer none): "Perch" where nothing has been given
 */
const char *
perch_product_name (void)
{
  const char *name = g_get_application_name ();

  /* GLib makes do with the file name of the program. */
  return name == NULL || g_strcmp0 (name, g_get_prgname ()) == 0 ? "Perch" : name;
}
