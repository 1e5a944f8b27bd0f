/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/machine.h"

#include <elf.h>
#include <string.h>

#include "tests/unit/backend-manager/scratch.h"

/* Returns: what a program for the machine @number is called */
static const char *
read_made (PerchScratch *scratch, guchar order, guchar low, guchar high)
{
  g_autofree char *path = g_build_filename (scratch->dir, "program", NULL);
  guchar header[64] = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, order };
  g_autoptr (GError) error = NULL;

  header[18] = low;
  header[19] = high;
  g_file_set_contents (path, (const char *) header, sizeof header, &error);
  g_assert_no_error (error);
  return perch_machine_of_program (path);
}

static void
test_names (void)
{
  g_auto (PerchScratch) scratch = { NULL };

  perch_scratch_init (&scratch);
  g_assert_cmpstr (read_made (&scratch, ELFDATA2LSB, EM_X86_64, 0), ==, "x86_64");
  g_assert_cmpstr (read_made (&scratch, ELFDATA2LSB, EM_AARCH64, 0), ==, "aarch64");
  g_assert_cmpstr (read_made (&scratch, ELFDATA2MSB, 0, EM_S390), ==, "s390");
  g_assert_cmpstr (read_made (&scratch, ELFDATA2LSB, 0xfe, 0xff), ==, "unknown");
}

static void
test_no_program (void)
{
  g_auto (PerchScratch) scratch = { NULL };
  g_autofree char *script = NULL;
  g_autofree char *cut = NULL;

  perch_scratch_init (&scratch);
  script = perch_scratch_write (
      &scratch, "script", "#!/bin/sh\n# long enough for the header of a program to fit in\n", 0755);
  cut = perch_scratch_write (&scratch, "cut", ELFMAG, 0755);
  g_assert_null (perch_machine_of_program (script));
  g_assert_null (perch_machine_of_program (cut));
  g_assert_null (perch_machine_of_program (scratch.dir));
  g_assert_null (perch_machine_of_program ("/no/such/file"));
}

static void
test_ours (void)
{
  const char *ours = perch_machine_of_program ("/proc/self/exe");
  const char *other = g_str_equal (ours, "aarch64") ? "x86_64" : "aarch64";

  g_assert_true (perch_machine_is_ours (ours));
  g_assert_true (perch_machine_is_ours (NULL));
  g_assert_false (perch_machine_is_ours (other));
  g_assert_false (perch_machine_is_ours ("unknown"));
  if (g_str_equal (ours, "x86_64"))
    g_assert_true (perch_machine_is_ours ("i686"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine/names", test_names);
  g_test_add_func ("/machine/no-program", test_no_program);
  g_test_add_func ("/machine/ours", test_ours);
  return g_test_run ();
}
