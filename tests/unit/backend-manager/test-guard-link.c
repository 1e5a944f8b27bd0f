/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard-link.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The guard's side is played by the test. */
typedef struct
{
  int guard;
  PerchGuardLink *link;
  GString *heard;
  gboolean free_at_next_word;
} Fixture;

static void
word_cb (const PerchGuardWord *word, gpointer user_data)
{
  static const char *const kinds[] = { "started",   "refused",  "exited",
                                       "leftovers", "finished", "gone" };
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->heard, "%s %d %d %s;", kinds[word->kind], word->first,
                          word->second, word->stage);
  if (fixture->free_at_next_word)
    g_clear_pointer (&fixture->link, perch_guard_link_free);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  int sockets[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), ==, 0);
  fixture->guard = sockets[1];
  fixture->heard = g_string_new (NULL);
  fixture->link = perch_guard_link_new (sockets[0], word_cb, fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  if (fixture->guard >= 0)
    close (fixture->guard);
  g_clear_pointer (&fixture->link, perch_guard_link_free);
  g_string_free (fixture->heard, TRUE);
}

static void
say (Fixture *fixture, const char *text)
{
  g_assert_cmpint (send (fixture->guard, text, strlen (text), 0), ==, (gssize) strlen (text));
}

static void
assert_heard (Fixture *fixture, const char *expected)
{
  while (fixture->heard->len < strlen (expected))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->heard->str, ==, expected);
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  say (fixture, "S 12 11");
  say (fixture, "L 3 1");
  say (fixture, "X -1 9");
  say (fixture, "E 2 exec");
  say (fixture, "Z 1 0");
  close (fixture->guard);
  fixture->guard = -1;
  assert_heard (fixture, "started 12 11 ;leftovers 3 1 ;exited -1 9 ;refused 2 0 exec;"
                         "finished 1 0 ;gone 0 0 ;");
  g_assert_false (perch_guard_link_is_open (fixture->link));
}

static void
test_read_at_once (Fixture *fixture, gconstpointer data)
{
  say (fixture, "S 1 2");
  perch_guard_link_read (fixture->link);
  g_assert_cmpstr (fixture->heard->str, ==, "started 1 2 ;");
  perch_guard_link_read (fixture->link);
  g_assert_cmpstr (fixture->heard->str, ==, "started 1 2 ;");
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "?", "S", "S 1", "X one two", "E 2" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*does not know*");
      say (fixture, words[i]);
      perch_guard_link_read (fixture->link);
      g_test_assert_expected_messages ();
    }
  g_assert_cmpstr (fixture->heard->str, ==, "");
  g_assert_true (perch_guard_link_is_open (fixture->link));
}

static void
test_tell (Fixture *fixture, gconstpointer data)
{
  char text[16] = "";

  perch_guard_link_tell (fixture->link, "T 500");
  g_assert_cmpint (recv (fixture->guard, text, sizeof text - 1, 0), ==, 5);
  g_assert_cmpstr (text, ==, "T 500");
  perch_guard_link_close (fixture->link);
  perch_guard_link_close (fixture->link);
  perch_guard_link_tell (fixture->link, "K");
  g_assert_cmpint (recv (fixture->guard, text, sizeof text - 1, 0), ==, 0);
}

/* Whoever hears the last word lets go of everything. */
static void
test_freed_by_a_word (Fixture *fixture, gconstpointer data)
{
  fixture->free_at_next_word = TRUE;
  say (fixture, "Z 1 0");
  say (fixture, "S 1 2");
  assert_heard (fixture, "finished 1 0 ;");
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpstr (fixture->heard->str, ==, "finished 1 0 ;");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/guard-link/" name, Fixture, NULL, setup, func, teardown)
  ADD ("words", test_words);
  ADD ("read-at-once", test_read_at_once);
  ADD ("unknown", test_unknown);
  ADD ("tell", test_tell);
  ADD ("freed-by-a-word", test_freed_by_a_word);
  return g_test_run ();
}
