/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/code-pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include "sample-pages.h"

static void
test_give_back (void)
{
  gsize n_present = 0;

  g_test_summary ("What is in the file is let go of, and read again when it is used.");

  sample_pages_read ();
  n_present = sample_pages_count_present ();
  g_assert_cmpuint (n_present, >, 0);
  perch_code_pages_give_back ();
  g_assert_cmpuint (sample_pages_count_present (), <, n_present / 2);
  sample_pages_read ();
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
  perch_code_pages_give_back ();
  g_assert_cmpuint (page[0], ==, SAMPLE_PAGES_VALUE + 1);
  g_assert_cmpuint (page[1], ==, SAMPLE_PAGES_VALUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/code-pages/give-back", test_give_back);
  g_test_add_func ("/code-pages/written", test_written);
  return g_test_run ();
}
