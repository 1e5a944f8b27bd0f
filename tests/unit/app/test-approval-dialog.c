/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/approval-dialog.h"

#include "sample-backends.h"
#include "tests/unit/app/ask-sample.h"

#define LONG_MS 600000

typedef struct
{
  AskSample sample;
  PerchAskQueue *asks; /* (unowned): of @sample */
  GtkWidget *dialog;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  ask_sample_init (&fixture->sample, data);
  fixture->asks = fixture->sample.asks;
  fixture->dialog = g_object_ref (perch_approval_dialog_new (fixture->sample.standing));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->dialog);
  g_assert_finalize_object (fixture->dialog);
  ask_sample_clear (&fixture->sample);
}

static GtkWidget *
find (Fixture *fixture, const char *name)
{
  GObject *child =
      gtk_widget_get_template_child (fixture->dialog, PERCH_TYPE_APPROVAL_DIALOG, name);

  g_assert_nonnull (child);
  return GTK_WIDGET (child);
}

static char *
dup_question (Fixture *fixture)
{
  char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (find (fixture, "question"))), "text",
                &text, NULL);
  return text;
}

static gboolean
is_awake (Fixture *fixture)
{
  return gtk_widget_get_sensitive (find (fixture, "approve")) &&
         gtk_widget_get_sensitive (find (fixture, "reject"));
}

static PerchAsk *
put (Fixture *fixture, const char *prompt)
{
  return ask_sample_put (fixture->asks, prompt, LONG_MS);
}

static void
test_approve (Fixture *fixture, gconstpointer data)
{
  PerchAsk *ask = NULL;
  g_autofree char *shown = NULL;

  g_assert_false (gtk_widget_get_visible (fixture->dialog));
  ask = put (fixture, "<b>Allow?</b>\u202e");
  g_assert_true (gtk_widget_get_visible (fixture->dialog));
  shown = dup_question (fixture);
  g_assert_cmpstr (shown, ==, "<b>Allow?</b>⟨U+202E⟩");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (find (fixture, "program"))), ==,
                   "/usr/bin/curl, process 12");
  gtk_entry_set_text (GTK_ENTRY (find (fixture, "reason")), "go on");
  sample_wait_until (is_awake (fixture));
  gtk_button_clicked (GTK_BUTTON (find (fixture, "approve")));
  g_assert_true (perch_ask_get_approved (ask));
  g_assert_cmpstr (perch_ask_get_response (ask), ==, "go on");
  g_assert_false (gtk_widget_get_visible (fixture->dialog));
}

static void
test_next (Fixture *fixture, gconstpointer data)
{
  PerchAsk *first = put (fixture, "first");
  PerchAsk *second = put (fixture, "second");
  g_autofree char *shown = NULL;

  g_test_summary (
      "With each question the buttons fall asleep, the focus leaves them, and the reason "
      "is forgotten.");

  g_assert_true (gtk_widget_get_visible (find (fixture, "count")));
  sample_wait_until (is_awake (fixture));
  gtk_widget_grab_focus (find (fixture, "approve"));
  gtk_entry_set_text (GTK_ENTRY (find (fixture, "reason")), "only the first");
  gtk_button_clicked (GTK_BUTTON (find (fixture, "approve")));
  g_assert_true (perch_ask_get_approved (first));

  shown = dup_question (fixture);
  g_assert_cmpstr (shown, ==, "second");
  g_assert_false (is_awake (fixture));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->dialog)) == find (fixture, "question"));
  g_assert_cmpstr (gtk_entry_get_text (GTK_ENTRY (find (fixture, "reason"))), ==, "");
  g_assert_false (gtk_widget_get_visible (find (fixture, "count")));
  g_assert_cmpint (perch_ask_get_state (second), ==, PERCH_ASK_STATE_PENDING);
}

static void
test_sleep_begins_anew (Fixture *fixture, gconstpointer data)
{
  PerchAsk *first = put (fixture, "first");
  gint64 changed_us = 0;

  g_test_summary ("A question that takes the place of another one has its own time to be read.");

  put (fixture, "second");
  sample_wait_until (perch_ask_get_taken_us (first) >= 300000);
  changed_us = g_get_monotonic_time ();
  perch_ask_withdraw (first);
  sample_wait_until (is_awake (fixture));
  g_assert_cmpint (g_get_monotonic_time () - changed_us, >=,
                   PERCH_APPROVAL_DIALOG_SLEEP_MS * 1000 - 5000);
}

static void
close_dialog (Fixture *fixture)
{
  GdkEvent *event = gdk_event_new (GDK_DELETE);
  gboolean handled = FALSE;

  g_signal_emit_by_name (fixture->dialog, "delete-event", event, &handled);
  g_assert_true (handled);
  gdk_event_free (event);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  PerchAsk *first = put (fixture, "first");
  PerchAsk *second = put (fixture, "second");

  g_test_summary ("Closing is no, to the question that is shown.");

  close_dialog (fixture);
  g_assert_cmpint (perch_ask_get_state (first), ==, PERCH_ASK_STATE_REJECTED);
  g_assert_cmpint (perch_ask_get_state (second), ==, PERCH_ASK_STATE_PENDING);
  g_assert_true (gtk_widget_get_visible (fixture->dialog));
  close_dialog (fixture);
  g_assert_cmpint (perch_ask_get_state (second), ==, PERCH_ASK_STATE_REJECTED);
  g_assert_false (gtk_widget_get_visible (fixture->dialog));
}

static void
test_countdown (Fixture *fixture, gconstpointer data)
{
  GtkLabel *label = GTK_LABEL (find (fixture, "countdown"));
  PerchAsk *ask = ask_sample_put (fixture->asks, "?", 2000);
  g_autofree char *before = g_strdup (gtk_label_get_text (label));

  g_test_summary ("It says how much time is left, and goes when there is none.");

  g_assert_nonnull (strstr (before, "0:02"));
  sample_wait_until (!g_str_equal (gtk_label_get_text (label), before));
  sample_wait_until (!gtk_widget_get_visible (fixture->dialog));
  g_assert_cmpint (perch_ask_get_state (ask), ==, PERCH_ASK_STATE_TIMED_OUT);
}

static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  PerchAsk *ask = put (fixture, "?");

  ask_sample_answer (fixture->asks, ask, TRUE);
  g_assert_false (gtk_widget_get_visible (fixture->dialog));
  put (fixture, "and now?");
  g_assert_true (gtk_widget_get_visible (fixture->dialog));
}

static void
approve_with_row (Fixture *fixture, int row)
{
  gtk_combo_box_set_active (GTK_COMBO_BOX (find (fixture, "duration")), row);
  sample_wait_until (is_awake (fixture));
  gtk_button_clicked (GTK_BUTTON (find (fixture, "approve")));
}

static void
test_standing (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Where the settings allow it, approving may hold for some time; by default it "
                  "does not.");

  put (fixture, "Allow?");
  g_assert_true (gtk_widget_get_visible (find (fixture, "standing_row")));
  approve_with_row (fixture, 1);
  g_assert_true (perch_ask_get_approved (put (fixture, "Allow?")));
  put (fixture, "Another?");
  g_assert_cmpint (gtk_combo_box_get_active (GTK_COMBO_BOX (find (fixture, "duration"))), ==, 0);
  approve_with_row (fixture, 0);
  g_assert_false (perch_ask_get_approved (put (fixture, "Another?")));
}

static void
test_standing_is_off (Fixture *fixture, gconstpointer data)
{
  put (fixture, "Allow?");
  g_assert_false (gtk_widget_get_visible (find (fixture, "standing_row")));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/approval-dialog/" name, Fixture, NULL, setup, function, teardown)
  ADD ("approve", test_approve);
  ADD ("next", test_next);
  ADD ("sleep-begins-anew", test_sleep_begins_anew);
  ADD ("close", test_close);
  ADD ("countdown", test_countdown);
  ADD ("elsewhere", test_elsewhere);
  ADD ("standing-is-off", test_standing_is_off);
  g_test_add ("/approval-dialog/standing", Fixture, "{\"enabled\":true}", setup, test_standing,
              teardown);
#undef ADD
  return g_test_run ();
}
