/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/caller-private.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/app/raw-client.h"

static void
test_describe (void)
{
  g_autoptr (PerchCaller) whole = perch_caller_new (12, NULL, "/usr/bin/curl");
  g_autoptr (PerchCaller) named = perch_caller_new (12, "Word Counter", NULL);
  g_autoptr (PerchCaller) unknown = perch_caller_new (0, NULL, NULL);
  g_autoptr (PerchCaller) odd = perch_caller_new (1, NULL, "/tmp/a\n\xff\xe2\x80\xae");
  g_autoptr (PerchCaller) copy = perch_caller_copy (whole);
  g_autofree char *whole_text = perch_caller_describe (copy);
  g_autofree char *named_text = perch_caller_describe (named);
  g_autofree char *unknown_text = perch_caller_describe (unknown);

  g_assert_cmpstr (whole_text, ==, "curl (pid 12, /usr/bin/curl)");
  g_assert_cmpstr (named_text, ==, "Word Counter (pid 12)");
  g_assert_cmpstr (unknown_text, ==, "an unknown program");
  g_assert_cmpstr (odd->program, ==, "/tmp/a\\x0a\\xff\\xe2\\x80\\xae");
  g_assert_cmpstr (odd->name, ==, "a\\x0a\\xff\\xe2\\x80\\xae");
}

static void
test_read (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (PerchCaller) us = perch_caller_read (getpid ());
  g_autoptr (PerchCaller) nobody = perch_caller_read (0);

  g_assert_cmpint (us->pid, ==, getpid ());
  g_assert_cmpstr (us->program, ==, self);
  g_assert_cmpstr (us->name, ==, "test-caller");
  g_assert_cmpint (nobody->pid, ==, 0);
  g_assert_null (nobody->program);
}

static void
test_holders (void)
{
  g_autoptr (GHashTable) sockets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int fds[2] = { -1, -1 };
  struct stat info;
  g_autofree char *name = NULL;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  g_assert_cmpint (fstat (fds[0], &info), ==, 0);
  name = g_strdup_printf ("socket:[%lu]", (gulong) info.st_ino);
  g_hash_table_insert (sockets, g_strdup (name), NULL);
  g_hash_table_insert (sockets, g_strdup ("socket:[0]"), NULL);
  perch_caller_find_holders (sockets);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (sockets, name)), ==, getpid ());
  g_assert_null (g_hash_table_lookup (sockets, "socket:[0]"));
  close (fds[0]);
  close (fds[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caller/describe", test_describe);
  g_test_add_func ("/caller/read", test_read);
  g_test_add_func ("/caller/holders", test_holders);
  return g_test_run ();
}
