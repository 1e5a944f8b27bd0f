/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/machine.h"

#include <elf.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* @older is a machine whose programs this one runs as well. */
static const struct
{
  guint16 number;
  const char *name;
  const char *older;
} machines[] = {
  { EM_X86_64, "x86_64", "i686" },  { EM_386, "i686", NULL },
  { EM_AARCH64, "aarch64", "arm" }, { EM_ARM, "arm", NULL },
  { EM_RISCV, "riscv", NULL },      { EM_PPC64, "ppc64", NULL },
  { EM_S390, "s390", NULL },        { EM_LOONGARCH, "loongarch", NULL },
};

/* The first bytes are the same in 32 and 64 bits. */
static gboolean
read_header (const char *path, Elf32_Ehdr *header)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  gssize n = -1;

  if (fd < 0)
    return FALSE;
  n = read (fd, header, sizeof *header);
  g_close (fd, NULL);
  return n == sizeof *header && memcmp (header->e_ident, ELFMAG, SELFMAG) == 0;
}

/**
 * perch_machine_of_program:
 * @path: (type filename): a file
 *
 * Reads what kind of processor a program is made for. Blocks while the file is looked at; any
 * thread.
 *
 * Returns: (transfer none) (nullable): its name as uname(1) would say it, without what is behind
 *   the family; "unknown" for one that is not in the list; %NULL for what is no such program, as a
 *   script
 */
const char *
perch_machine_of_program (const char *path)
{
  Elf32_Ehdr header;
  guint16 number = 0;

  g_return_val_if_fail (path != NULL, NULL);

  if (!read_header (path, &header))
    return NULL;
  number = header.e_ident[EI_DATA] == ELFDATA2MSB ? GUINT16_FROM_BE (header.e_machine)
                                                  : GUINT16_FROM_LE (header.e_machine);
  for (gsize i = 0; i < G_N_ELEMENTS (machines); i++)
    if (machines[i].number == number)
      return machines[i].name;
  return "unknown";
}

/**
 * perch_machine_is_ours:
 * @machine: (nullable): what perch_machine_of_program() said
 *
 * Returns: whether such a program can run where Perch does, as far as is known
 */
gboolean
perch_machine_is_ours (const char *machine)
{
  const char *ours = perch_machine_of_program ("/proc/self/exe");

  if (machine == NULL || ours == NULL || g_str_equal (machine, ours))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (machines); i++)
    if (g_str_equal (machines[i].name, ours))
      return g_strcmp0 (machines[i].older, machine) == 0;
  return FALSE;
}
