/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "sample-pages.h"

#include <fcntl.h>
#include <unistd.h>

/* Constants in the file of the test program, many more than belong to whatever is beside them. */
static const guint8 constants[SAMPLE_PAGES_SIZE] = { [0 ... SAMPLE_PAGES_SIZE - 1] =
                                                         SAMPLE_PAGES_VALUE };

/* Not to be known to the compiler, which would not read what it knows. */
guint8 *
sample_pages_get (void)
{
  const guint8 *volatile pages = constants;

  return (guint8 *) pages;
}

/* Reads all of @pages, SAMPLE_PAGES_SIZE bytes, and finds them as they ought to be. */
void
sample_pages_read (const guint8 *pages)
{
  for (gsize i = 0; i < SAMPLE_PAGES_SIZE; i++)
    g_assert_cmpuint (pages[i], ==, SAMPLE_PAGES_VALUE);
}

/* How many of them the program holds in memory, as the kernel tells. */
gsize
sample_pages_count_present (const guint8 *pages)
{
  gsize page_size = sysconf (_SC_PAGESIZE);
  gsize n_pages = SAMPLE_PAGES_SIZE / page_size;
  gssize wanted = n_pages * sizeof (guint64);
  g_autofree guint64 *entries = g_new0 (guint64, n_pages);
  gsize n_present = 0;
  int pagemap = open ("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (pagemap, >=, 0);
  g_assert_cmpint (
      pread (pagemap, entries, wanted, (guintptr) pages / page_size * sizeof (guint64)), ==,
      wanted);
  close (pagemap);
  for (gsize i = 0; i < n_pages; i++)
    n_present += entries[i] >> 63;
  return n_present;
}
