/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/approval-desk.h"

#include "app/ask-notice.h"
#include "app/window/approval-dialog.h"

/* Where the person is asked: a dialog, made for the first question and then kept, and a
 * notification. */
struct _PerchApprovalDesk
{
  GObject parent_instance;

  GActionMap *application; /* (owned) (nullable): %NULL after dispose */
  PerchStandingAnswers *standing; /* (owned) */
  PerchAskQueue *asks; /* (owned) */
  PerchAskNotice *notice; /* (owned) */
  GtkWidget *dialog; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PerchApprovalDesk, perch_approval_desk, G_TYPE_OBJECT)

static void
asked_cb (PerchApprovalDesk *self)
{
  if (self->dialog == NULL)
    self->dialog = g_object_ref (perch_approval_dialog_new (self->standing));
}

static gboolean
reach_cb (PerchApprovalDesk *self)
{
  return TRUE;
}

static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PerchApprovalDesk *self = user_data;

  if (perch_ask_queue_peek (self->asks) != NULL)
    gtk_window_present (GTK_WINDOW (self->dialog));
}

static void
perch_approval_desk_dispose (GObject *object)
{
  PerchApprovalDesk *self = PERCH_APPROVAL_DESK (object);

  if (self->application != NULL)
    g_action_map_remove_action (self->application, PERCH_ASK_ACTION_SHOW);
  if (self->dialog != NULL)
    gtk_widget_destroy (self->dialog);
  g_clear_object (&self->dialog);
  g_clear_object (&self->notice);
  g_clear_object (&self->application);
  g_clear_object (&self->standing);
  g_clear_object (&self->asks);

  G_OBJECT_CLASS (perch_approval_desk_parent_class)->dispose (object);
}

static void
perch_approval_desk_class_init (PerchApprovalDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_approval_desk_dispose;
}

static void
perch_approval_desk_init (PerchApprovalDesk *self)
{
}

/**
 * perch_approval_desk_new:
 * @notifier: shows the notification; its application gets the action ask-show, and those of
 *   #PerchAskNotice, until the returned object is disposed
 * @standing: the questions, and what is approved for some time; no question is pending yet
 *
 * Puts the questions to the person at this display. GTK must be initialised.
 *
 * Returns: (transfer full):
 */
PerchApprovalDesk *
perch_approval_desk_new (PerchNotifier *notifier, PerchStandingAnswers *standing)
{
  const GActionEntry entries[] = { { .name = PERCH_ASK_ACTION_SHOW, .activate = show_cb } };
  PerchApprovalDesk *self = NULL;
  PerchAskQueue *asks = NULL;

  g_return_val_if_fail (PERCH_IS_NOTIFIER (notifier), NULL);
  g_return_val_if_fail (PERCH_IS_STANDING_ANSWERS (standing), NULL);

  asks = perch_standing_answers_get_asks (standing);
  self = g_object_new (PERCH_TYPE_APPROVAL_DESK, NULL);
  self->application = G_ACTION_MAP (g_object_ref (perch_notifier_get_application (notifier)));
  self->standing = g_object_ref (standing);
  self->asks = g_object_ref (asks);
  g_action_map_add_action_entries (self->application, entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (asks, "asked", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (asks, "reach", G_CALLBACK (reach_cb), self, G_CONNECT_SWAPPED);
  self->notice = perch_ask_notice_new (notifier, asks);
  return self;
}
