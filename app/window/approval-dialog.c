/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/approval-dialog.h"

#include <glib/gi18n.h>

#include "app/approvals/plain-text.h"
#include "backend-manager/source.h"

#define TICK_MS 1000

/* What the rows of @duration stand for, in seconds; the first one is for this question only. */
static const guint durations[] = { 0, 3600, 24 * 3600, PERCH_STANDING_MAX_S };

/* One window for all questions: it shows the oldest one that is pending, and is hidden when there
 * is none. @ask is that one; @tick is there exactly as long as @ask is. @sleep runs for a moment
 * after
 * @ask has changed, and the buttons are insensitive as long as it does. */
struct _PerchApprovalDialog
{
  GtkWindow parent_instance;

  PerchStandingAnswers *standing; /* (owned) */
  PerchAskQueue *asks; /* (owned) (nullable): %NULL after dispose */
  PerchAsk *ask; /* (owned) (nullable) */
  GSource *sleep; /* (owned) (nullable) */
  GSource *tick; /* (owned) (nullable) */

  GtkLabel *caller;
  GtkLabel *program;
  GtkLabel *count;
  GtkTextView *question;
  GtkEntry *reason;
  GtkWidget *standing_row;
  GtkComboBox *duration;
  GtkLabel *countdown;
  GtkWidget *approve;
  GtkWidget *reject;
};

G_DEFINE_FINAL_TYPE (PerchApprovalDialog, perch_approval_dialog, GTK_TYPE_WINDOW)

static GSource *
start_source (PerchApprovalDialog *self, guint ms, const char *name, GSourceFunc func)
{
  GSource *source = g_timeout_source_new (ms);

  g_source_set_static_name (source, name);
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
set_awake (PerchApprovalDialog *self, gboolean awake)
{
  gtk_widget_set_sensitive (self->approve, awake);
  gtk_widget_set_sensitive (self->reject, awake);
}

static gboolean
sleep_cb (gpointer user_data)
{
  PerchApprovalDialog *self = user_data;

  g_clear_pointer (&self->sleep, g_source_unref);
  set_awake (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
fall_asleep (PerchApprovalDialog *self)
{
  set_awake (self, FALSE);
  perch_source_clear (&self->sleep);
  self->sleep =
      start_source (self, PERCH_APPROVAL_DIALOG_SLEEP_MS, "perch-approval-sleep", sleep_cb);
}

static char *
format_time (guint seconds)
{
  return seconds < 3600
             ? g_strdup_printf ("%u:%02u", seconds / 60, seconds % 60)
             : g_strdup_printf ("%u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static void
show_countdown (PerchApprovalDialog *self)
{
  gint64 left_us = perch_ask_get_remaining_us (self->ask);
  guint left_s = (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  g_autofree char *left = format_time (left_s);
  g_autofree char *text = g_strdup_printf (_ ("Without an answer in %s it is rejected."), left);

  gtk_label_set_text (self->countdown, text);
}

static gboolean
tick_cb (gpointer user_data)
{
  show_countdown (user_data);
  return G_SOURCE_CONTINUE;
}

static void
show_count (PerchApprovalDialog *self)
{
  guint n_pending = perch_ask_queue_get_n_pending (self->asks);
  g_autofree char *text = g_strdup_printf (_ ("1 of %u"), n_pending);

  gtk_label_set_text (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), n_pending > 1);
}

static void
show_caller (PerchApprovalDialog *self)
{
  const PerchCaller *caller = perch_ask_get_caller (self->ask);
  g_autofree char *title = g_strdup_printf (_ ("%s asks for your approval"), caller->name);
  g_autofree char *program = NULL;

  if (caller->pid == 0)
    program = g_strdup (_ ("The system does not say which program that is."));
  else
    program = g_strdup_printf (_ ("%s, process %d"),
                               caller->program != NULL ? caller->program : caller->name,
                               (int) caller->pid);
  gtk_label_set_text (self->caller, title);
  gtk_label_set_text (self->program, program);
}

/* Only where the settings allow it, and where it is known whom it would be given to. */
static void
show_standing (PerchApprovalDialog *self)
{
  gtk_combo_box_set_active (self->duration, 0);
  gtk_widget_set_visible (self->standing_row,
                          perch_standing_answers_is_enabled (self->standing) &&
                              perch_ask_get_caller (self->ask)->program != NULL);
}

static void
show_question (PerchApprovalDialog *self)
{
  g_autofree char *text = perch_plain_text_question (perch_ask_get_prompt (self->ask),
                                                     perch_ask_get_tool_name (self->ask),
                                                     perch_ask_get_args (self->ask));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->question);
  GtkTextIter start;

  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_view_scroll_to_iter (self->question, &start, 0, FALSE, 0, 0);
}

/* The focus goes back to the text, where no key answers. */
static void
put_forward (PerchApprovalDialog *self)
{
  show_caller (self);
  show_question (self);
  show_countdown (self);
  gtk_entry_set_text (self->reason, "");
  show_standing (self);
  fall_asleep (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->question));
  gtk_window_present (GTK_WINDOW (self));
}

/* Shows what is to be shown now; nothing happens to a question that stays the same. */
static void
refresh (PerchApprovalDialog *self)
{
  PerchAsk *ask = perch_ask_queue_peek (self->asks);

  show_count (self);
  if (!g_set_object (&self->ask, ask))
    return;
  if (ask == NULL)
    {
      perch_source_clear (&self->sleep);
      perch_source_clear (&self->tick);
      gtk_widget_hide (GTK_WIDGET (self));
      return;
    }
  if (self->tick == NULL)
    self->tick = start_source (self, TICK_MS, "perch-approval-tick", tick_cb);
  put_forward (self);
}

static void
answer (PerchApprovalDialog *self, gboolean approved)
{
  const PerchAskAnswer given = {
    .approved = approved,
    .response = gtk_entry_get_text (self->reason),
    .way = PERCH_ASK_WAY_DIALOG,
  };

  if (self->ask != NULL)
    perch_ask_queue_answer (self->asks, self->ask, &given, NULL);
}

/* What can't be approved for some time is approved once, and the log says so. */
static void
give_standing (PerchApprovalDialog *self, guint seconds)
{
  g_autoptr (GError) error = NULL;

  if (!perch_standing_answers_give (self->standing, self->ask, PERCH_STANDING_SCOPE_QUESTION,
                                    seconds, &error))
    g_warning ("%s", error->message);
}

static void
approve_cb (PerchApprovalDialog *self)
{
  int row = gtk_combo_box_get_active (self->duration);

  if (self->ask != NULL && row > 0 && row < (int) G_N_ELEMENTS (durations))
    give_standing (self, durations[row]);
  answer (self, TRUE);
}

static void
reject_cb (PerchApprovalDialog *self)
{
  answer (self, FALSE);
}

/* Closing the window is no. There may be another question behind this one. */
static gboolean
perch_approval_dialog_delete_event (GtkWidget *widget, GdkEventAny *event)
{
  answer (PERCH_APPROVAL_DIALOG (widget), FALSE);
  return GDK_EVENT_STOP;
}

/* Return presses no button here, not even the one with the focus: it is what people type without
 * looking. Space does, and so do the mnemonics. In the entry it may end what an input method is
 * composing. */
static gboolean
perch_approval_dialog_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  PerchApprovalDialog *self = PERCH_APPROVAL_DIALOG (widget);

  switch (event->keyval)
    {
    case GDK_KEY_Escape:
      answer (self, FALSE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      if (gtk_window_get_focus (GTK_WINDOW (widget)) != GTK_WIDGET (self->reason))
        return GDK_EVENT_STOP;
      break;
    default:
      break;
    }
  return GTK_WIDGET_CLASS (perch_approval_dialog_parent_class)->key_press_event (widget, event);
}

static void
perch_approval_dialog_dispose (GObject *object)
{
  PerchApprovalDialog *self = PERCH_APPROVAL_DIALOG (object);

  perch_source_clear (&self->sleep);
  perch_source_clear (&self->tick);
  g_clear_object (&self->ask);
  if (self->asks != NULL)
    g_signal_handlers_disconnect_by_data (self->asks, self);
  g_clear_object (&self->asks);
  g_clear_object (&self->standing);

  G_OBJECT_CLASS (perch_approval_dialog_parent_class)->dispose (object);
}

static void
perch_approval_dialog_class_init (PerchApprovalDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = perch_approval_dialog_dispose;
  widget_class->delete_event = perch_approval_dialog_delete_event;
  widget_class->key_press_event = perch_approval_dialog_key_press_event;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/perch/Perch/ui/approval-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, caller);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, program);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, count);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, question);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, standing_row);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, duration);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, countdown);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, approve);
  gtk_widget_class_bind_template_child (widget_class, PerchApprovalDialog, reject);
  gtk_widget_class_bind_template_callback (widget_class, approve_cb);
  gtk_widget_class_bind_template_callback (widget_class, reject_cb);
}

static void
perch_approval_dialog_init (PerchApprovalDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  atk_object_set_role (gtk_widget_get_accessible (GTK_WIDGET (self)), ATK_ROLE_ALERT);
  gtk_window_set_keep_above (GTK_WINDOW (self), TRUE);
}

/**
 * perch_approval_dialog_new:
 * @standing: what is approved for some time, and the questions; each of these comes up by itself
 *
 * Returns: (transfer none): a window that shows itself when there is a question; GTK owns it
 */
GtkWidget *
perch_approval_dialog_new (PerchStandingAnswers *standing)
{
  PerchApprovalDialog *self = NULL;
  PerchAskQueue *asks = NULL;

  g_return_val_if_fail (PERCH_IS_STANDING_ANSWERS (standing), NULL);

  asks = perch_standing_answers_get_asks (standing);
  self = g_object_new (PERCH_TYPE_APPROVAL_DIALOG, NULL);
  self->standing = g_object_ref (standing);
  self->asks = g_object_ref (asks);
  g_signal_connect_swapped (asks, "asked", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (asks, "ended", G_CALLBACK (refresh), self);
  refresh (self);
  return GTK_WIDGET (self);
}
