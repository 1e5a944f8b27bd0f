/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-follow.h"

#include <string.h>

#include "app/journal/journal.h"
#include "tests/unit/backend-manager/patience.h"
#include "tests/unit/backend-manager/scratch.h"

#define WATCHDOG_S 60

typedef struct
{
  PerchScratch scratch;
  PerchJournal *journal; /* (owned) */
  PerchLogFollow *follow; /* (owned) */
  GCancellable *cancellable; /* (owned) */
  guint watchdog;
  GPtrArray *lines; /* (owned) (nullable): what the latest call has returned */
  GError *error; /* (owned) (nullable) */
} Fixture;

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("What the test waits for did not happen within %d s", WATCHDOG_S);
  return G_SOURCE_REMOVE;
}

static void
setup (Fixture *f, gconstpointer data)
{
  perch_scratch_init (&f->scratch);
  f->journal = perch_journal_new (f->scratch.dir);
  f->follow = perch_log_follow_new (f->scratch.dir, PERCH_LOG_TEXT, NULL);
  f->cancellable = g_cancellable_new ();
  f->watchdog = g_timeout_add_seconds (WATCHDOG_S, watchdog_cb, NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  perch_journal_close (f->journal);
  g_assert_finalize_object (f->journal);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  /* The thread of the latest read may still be about to let go of it. */
  g_object_add_weak_pointer (G_OBJECT (f->follow), (gpointer *) &f->follow);
  g_object_unref (f->follow);
  perch_wait_until (g_atomic_pointer_get (&f->follow) == NULL);

  g_object_unref (f->cancellable);
  g_source_remove (f->watchdog);
  g_clear_pointer (&f->lines, g_ptr_array_unref);
  g_clear_error (&f->error);
  perch_scratch_clear (&f->scratch);
}

static void
tail_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->lines = perch_log_follow_tail_finish (f->follow, result, &f->error);
}

static void
next_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->lines = perch_log_follow_next_finish (f->follow, result, &f->error);
}

static void
wait_result (Fixture *f)
{
  perch_wait_until (f->lines != NULL || f->error != NULL);
}

static void
assert_last_line (Fixture *f, const char *suffix)
{
  g_assert_no_error (f->error);
  g_assert_true (f->lines != NULL && f->lines->len > 0);
  g_assert_true (g_str_has_suffix (f->lines->pdata[f->lines->len - 1], suffix));
  g_clear_pointer (&f->lines, g_ptr_array_unref);
}

static void
test_follow (Fixture *f, gconstpointer data)
{
  perch_log_follow_tail_async (f->follow, 10, NULL, tail_cb, f);
  wait_result (f);
  g_assert_no_error (f->error);
  g_assert_true (f->lines != NULL && f->lines->len == 0);
  g_clear_pointer (&f->lines, g_ptr_array_unref);

  perch_log_follow_next_async (f->follow, f->cancellable, next_cb, f);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *message = g_strdup_printf ("line %u", i);

      perch_journal_log (f->journal, PERCH_LEVEL_INFO, "perch", "%s", message);
      wait_result (f);
      assert_last_line (f, message);
      perch_log_follow_next_async (f->follow, f->cancellable, next_cb, f);
    }

  g_cancellable_cancel (f->cancellable);
  wait_result (f);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_while_waiting (Fixture *f, gconstpointer data)
{
  perch_log_follow_next_async (f->follow, f->cancellable, next_cb, f);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (f->lines);
  g_cancellable_cancel (f->cancellable);
  wait_result (f);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_error (&f->error);
  perch_log_follow_next_async (f->follow, f->cancellable, next_cb, f);
  wait_result (f);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_error (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->scratch.dir, "perch-log.txt", NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  perch_log_follow_next_async (f->follow, NULL, next_cb, f);
  wait_result (f);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/log-follow/follow", test_follow);
  ADD ("/log-follow/cancel-while-waiting", test_cancel_while_waiting);
  ADD ("/log-follow/error", test_error);
  return g_test_run ();
}
