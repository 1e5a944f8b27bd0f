/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/cli.h"

int
main (int argc, char **argv)
{
  return perch_cli_main (argc, argv);
}
