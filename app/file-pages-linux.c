/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/file-pages.h"

#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What /proc/self/pagemap says of a page, 8 bytes each (Documentation/admin-guide/mm/pagemap.rst).
 */
#define PAGE_OF_FILE (G_GUINT64_CONSTANT (1) << 61)
#define PAGE_SWAPPED (G_GUINT64_CONSTANT (1) << 62)
#define PAGE_PRESENT (G_GUINT64_CONSTANT (1) << 63)

/* So many pages are looked at, and kept or given back, together. */
#define STRETCH 256

typedef struct
{
  int pagemap;
  gsize page_size;
} Pages;

/* A page that somebody has written to, a debugger with its breakpoints or a loader that had to
 * mend code, has no file that it could be read from again. */
static gboolean
are_as_in_file (const guint64 *entries, gsize n_entries)
{
  for (gsize i = 0; i < n_entries; i++)
    if ((entries[i] & PAGE_SWAPPED) != 0 ||
        ((entries[i] & PAGE_PRESENT) != 0 && (entries[i] & PAGE_OF_FILE) == 0))
      return FALSE;
  return TRUE;
}

static void
give_back_range (const Pages *pages, guintptr start, guintptr end)
{
  for (guintptr at = start; at < end; at += STRETCH * pages->page_size)
    {
      gsize n_entries = MIN ((end - at) / pages->page_size, STRETCH);
      gssize wanted = n_entries * sizeof (guint64);
      guint64 entries[STRETCH];

      if (pread (pages->pagemap, entries, wanted, at / pages->page_size * sizeof (guint64)) !=
              wanted ||
          !are_as_in_file (entries, n_entries))
        continue;
      /* Not MADV_PAGEOUT, which leaves files alone that belong to somebody else, such as root. */
      madvise ((gpointer) at, n_entries * pages->page_size, MADV_DONTNEED);
    }
}

/* The loader keeps the object where it is until this returns. */
static int
object_cb (struct dl_phdr_info *object, size_t size, void *user_data)
{
  const Pages *pages = user_data;

  for (guint i = 0; i < object->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *segment = &object->dlpi_phdr[i];
      guintptr start = object->dlpi_addr + segment->p_vaddr;
      guintptr end = start + segment->p_memsz;

      if (segment->p_type == PT_LOAD && (segment->p_flags & PF_W) == 0)
        give_back_range (pages, start & ~(pages->page_size - 1),
                         (end + pages->page_size - 1) & ~(pages->page_size - 1));
    }
  return 0;
}

/* Returns: whether a line of /proc/self/maps tells of a file that was mapped privately and only to
 * be read (proc_pid_maps(5)). Code is looked at above, where nobody can take it away meanwhile. */
static gboolean
parse_mapping (const char *line, guintptr *start, guintptr *end)
{
  unsigned long from = 0;
  unsigned long to = 0;
  char may[5] = "";
  int path = 0;

  if (sscanf (line, "%lx-%lx %4s %*x %*s %*u %n", &from, &to, may, &path) != 3 || path == 0)
    return FALSE;
  *start = from;
  *end = to;
  return strcmp (may, "r--p") == 0 && line[path] == '/' && strstr (line + path, ".so") == NULL;
}

/* Fonts and tables of icons, which GTK maps as long as it knows them. Those are mapped and unmapped
 * in this thread only, so that what was found here is still there. */
static void
give_back_data (const Pages *pages)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL))
    return;
  lines = g_strsplit (maps, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      guintptr start = 0;
      guintptr end = 0;

      if (parse_mapping (lines[i], &start, &end))
        give_back_range (pages, start, end);
    }
}

/**
 * perch_file_pages_give_back:
 *
 * Lets go of the memory that holds nothing but what is in a file: code and constants of the program
 * and its libraries, fonts, tables of icons. What is used again comes back by itself, a few
 * microseconds a piece, from the memory in which the kernel keeps files while it has room. To be
 * called in the thread that maps such files.
 */
void
perch_file_pages_give_back (void)
{
  Pages pages = { .page_size = sysconf (_SC_PAGESIZE) };

  pages.pagemap = open ("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  if (pages.pagemap < 0)
    return; /* then nobody can tell which pages are as in their files */
  dl_iterate_phdr (object_cb, &pages);
  give_back_data (&pages);
  close (pages.pagemap);
}
