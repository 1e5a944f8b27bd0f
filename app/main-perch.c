/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/cli.h"
#include "app/inherited.h"

int
main (int argc, char **argv)
{
  perch_inherited_settle ();
  return perch_cli_main (argc, argv);
}
