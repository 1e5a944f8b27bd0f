/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/ask-notice.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/approvals/plain-text.h"

#define ID "question"

/* What surely can be read whole in a notification, whoever draws it. */
#define MAX_CHARS 120

/* One notification, for the oldest question that is pending. @shown is the one it is about. */
struct _PerchAskNotice
{
  GObject parent_instance;

  PerchNotifier *notifier; /* (owned) (nullable): %NULL after dispose */
  PerchAskQueue *asks; /* (owned) */
  PerchAsk *shown; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PerchAskNotice, perch_ask_notice, G_TYPE_OBJECT)

/* Some daemons take markup, and all of them cut long texts: who approves must have seen exactly
 * what was asked. */
static gboolean
can_be_read (PerchAsk *ask, const char *text)
{
  return perch_ask_get_tool_name (ask) == NULL && perch_ask_get_args (ask) == NULL &&
         g_str_equal (text, perch_ask_get_prompt (ask)) && strpbrk (text, "<>&\n\t") == NULL &&
         g_utf8_strlen (text, -1) <= MAX_CHARS;
}

static void
tell (PerchAskNotice *self, PerchAsk *ask)
{
  g_autofree char *title =
      g_strdup_printf (_ ("%s asks for your approval"), perch_ask_get_caller (ask)->name);
  g_autofree char *text = perch_plain_text (perch_ask_get_prompt (ask));
  g_autoptr (GNotification) notification = g_notification_new (title);
  const char *id = perch_ask_get_id (ask);
  gboolean readable = can_be_read (ask, text);

  g_notification_set_body (notification, readable ? text : _ ("Open the question to read it."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  g_notification_set_default_action (notification, "app." PERCH_ASK_ACTION_SHOW);
  if (readable)
    g_notification_add_button_with_target (notification, _ ("Approve"),
                                           "app." PERCH_ASK_ACTION_APPROVE, "s", id);
  else
    g_notification_add_button (notification, _ ("Open"), "app." PERCH_ASK_ACTION_SHOW);
  g_notification_add_button_with_target (notification, _ ("Reject"), "app." PERCH_ASK_ACTION_REJECT,
                                         "s", id);
  perch_notifier_send_at_once (self->notifier, ID, notification);
}

static void
refresh (PerchAskNotice *self)
{
  PerchAsk *ask = perch_ask_queue_peek (self->asks);

  if (!g_set_object (&self->shown, ask))
    return;
  if (ask != NULL)
    tell (self, ask);
  else
    perch_notifier_withdraw (self->notifier, ID);
}

/* The notification may be older than the answer: then there is nothing to do any more. */
static void
answer (PerchAskNotice *self, GVariant *id, gboolean approved)
{
  const PerchAskAnswer given = { .approved = approved, .way = PERCH_ASK_WAY_NOTIFICATION };
  PerchAsk *ask = perch_ask_queue_lookup (self->asks, g_variant_get_string (id, NULL));

  if (ask != NULL)
    perch_ask_queue_answer (self->asks, ask, &given, NULL);
}

static void
approve_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  answer (user_data, parameter, TRUE);
}

static void
reject_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  answer (user_data, parameter, FALSE);
}

/* Buttons with nobody behind them must not stay on the screen. */
static void
perch_ask_notice_dispose (GObject *object)
{
  PerchAskNotice *self = PERCH_ASK_NOTICE (object);

  if (self->shown != NULL)
    perch_notifier_withdraw (self->notifier, ID);
  g_clear_object (&self->shown);
  if (self->notifier != NULL)
    {
      GActionMap *actions = G_ACTION_MAP (perch_notifier_get_application (self->notifier));

      g_action_map_remove_action (actions, PERCH_ASK_ACTION_APPROVE);
      g_action_map_remove_action (actions, PERCH_ASK_ACTION_REJECT);
    }
  g_clear_object (&self->notifier);
  g_clear_object (&self->asks);

  G_OBJECT_CLASS (perch_ask_notice_parent_class)->dispose (object);
}

static void
perch_ask_notice_class_init (PerchAskNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_ask_notice_dispose;
}

static void
perch_ask_notice_init (PerchAskNotice *self)
{
}

/**
 * perch_ask_notice_new:
 * @notifier: shows the notification; its application has the action ask-show, and gets ask-approve
 *   and ask-reject, with the id of a question, until the returned object is disposed
 * @asks: the questions
 *
 * Tells the person of the oldest question that is pending. It can be answered there and then if the
 * notification has all of it; a longer one is opened.
 *
 * Returns: (transfer full):
 */
PerchAskNotice *
perch_ask_notice_new (PerchNotifier *notifier, PerchAskQueue *asks)
{
  const GActionEntry entries[] = {
    { .name = PERCH_ASK_ACTION_APPROVE, .activate = approve_cb, .parameter_type = "s" },
    { .name = PERCH_ASK_ACTION_REJECT, .activate = reject_cb, .parameter_type = "s" },
  };
  PerchAskNotice *self = NULL;

  g_return_val_if_fail (PERCH_IS_NOTIFIER (notifier), NULL);
  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (asks), NULL);

  self = g_object_new (PERCH_TYPE_ASK_NOTICE, NULL);
  self->notifier = g_object_ref (notifier);
  self->asks = g_object_ref (asks);
  g_action_map_add_action_entries (G_ACTION_MAP (perch_notifier_get_application (notifier)),
                                   entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (asks, "asked", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (asks, "ended", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}
