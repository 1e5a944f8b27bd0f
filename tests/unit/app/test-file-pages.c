/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/file-pages.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "sample-pages.h"

static void
expect_given_back (const guint8 *pages)
{
  gsize n_present = 0;

  sample_pages_read (pages);
  n_present = sample_pages_count_present (pages);
  g_assert_cmpuint (n_present, >, 0);
  perch_file_pages_give_back ();
  g_assert_cmpuint (sample_pages_count_present (pages), <, n_present / 2);
  sample_pages_read (pages);
}

static void
test_constants (void)
{
  g_test_summary ("What is in the file is let go of, and read again when it is used.");

  expect_given_back (sample_pages_get ());
}

/* Returns: what was mapped of a file, which has no name any more */
static guint8 *
map_file (int protection)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("perch-test-XXXXXX", &path, &error);
  gpointer pages = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (write (file, sample_pages_get (), SAMPLE_PAGES_SIZE), ==, SAMPLE_PAGES_SIZE);
  pages = mmap (NULL, SAMPLE_PAGES_SIZE, protection, MAP_PRIVATE, file, 0);
  g_assert_true (pages != MAP_FAILED);
  close (file);
  g_assert_cmpint (g_unlink (path), ==, 0);
  return pages;
}

static void
test_data (void)
{
  guint8 *pages = map_file (PROT_READ);

  g_test_summary ("So it is with a file that a library has mapped, as with fonts.");

  expect_given_back (pages);
  g_assert_cmpint (munmap (pages, SAMPLE_PAGES_SIZE), ==, 0);
}

static void
test_data_of_ours (void)
{
  guint8 *pages = map_file (PROT_READ | PROT_WRITE);

  g_test_summary ("What was written over a mapped file stays, whatever may be done with it now.");

  memset (pages, SAMPLE_PAGES_VALUE + 1, SAMPLE_PAGES_SIZE);
  perch_file_pages_give_back ();
  g_assert_cmpuint (pages[0], ==, SAMPLE_PAGES_VALUE + 1);
  g_assert_cmpint (mprotect (pages, SAMPLE_PAGES_SIZE, PROT_READ), ==, 0);
  perch_file_pages_give_back ();
  g_assert_cmpuint (pages[0], ==, SAMPLE_PAGES_VALUE + 1);
  g_assert_cmpint (munmap (pages, SAMPLE_PAGES_SIZE), ==, 0);
}

static void
test_written (void)
{
  gsize page_size = sysconf (_SC_PAGESIZE);
  guintptr middle = (guintptr) sample_pages_get () + SAMPLE_PAGES_SIZE / 2;
  guint8 *page = (gpointer) (middle & ~(page_size - 1));

  g_test_summary ("What somebody has written over it, as a debugger does, stays.");

  g_assert_cmpint (mprotect (page, page_size, PROT_READ | PROT_WRITE), ==, 0);
  page[0] = SAMPLE_PAGES_VALUE + 1;
  g_assert_cmpint (mprotect (page, page_size, PROT_READ), ==, 0);
  perch_file_pages_give_back ();
  g_assert_cmpuint (page[0], ==, SAMPLE_PAGES_VALUE + 1);
  g_assert_cmpuint (page[1], ==, SAMPLE_PAGES_VALUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-pages/constants", test_constants);
  g_test_add_func ("/file-pages/data", test_data);
  g_test_add_func ("/file-pages/data-of-ours", test_data_of_ours);
  g_test_add_func ("/file-pages/written", test_written);
  return g_test_run ();
}
