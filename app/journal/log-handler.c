/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-handler.h"

struct _PerchLogHandler
{
  PerchJournal *journal; /* (owned) */
  GMainContext *context; /* (owned): where the journal lives */
  GThread *thread; /* (unowned): only compared */
  guint id;
};

typedef struct
{
  PerchJournal *journal; /* (owned) */
  PerchLevel level;
  char *message; /* (owned) */
} Said;

static void
said_free (gpointer data)
{
  Said *said = data;

  g_object_unref (said->journal);
  g_free (said->message);
  g_free (said);
}

static gboolean
say (gpointer data)
{
  Said *said = data;

  perch_journal_log (said->journal, said->level, "perch", "%s", said->message);
  return G_SOURCE_REMOVE;
}

static PerchLevel
level_of (GLogLevelFlags flags)
{
  if ((flags & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
    return PERCH_LEVEL_ERROR;
  if ((flags & G_LOG_LEVEL_WARNING) != 0)
    return PERCH_LEVEL_WARNING;
  if ((flags & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO)) != 0)
    return PERCH_LEVEL_INFO;
  return PERCH_LEVEL_DEBUG;
}

/* The journal belongs to one thread; what another one says is handed over to it. */
static void
log_cb (const char *domain, GLogLevelFlags flags, const char *message, gpointer user_data)
{
  PerchLogHandler *self = user_data;
  PerchLevel level = level_of (flags);

  if (level >= PERCH_LEVEL_WARNING || g_getenv ("G_MESSAGES_DEBUG") != NULL)
    g_log_default_handler (domain, flags, message, NULL);
  if (level < perch_journal_get_level (self->journal))
    return;

  if (self->thread == g_thread_self ())
    {
      perch_journal_log (self->journal, level, "perch", "%s", message);
    }
  else
    {
      Said *said = g_new0 (Said, 1);

      said->journal = g_object_ref (self->journal);
      said->level = level;
      said->message = g_strdup (message);
      g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, say, said, said_free);
    }
}

/**
 * perch_log_handler_install:
 * @journal: gets what Perch logs, if it is important enough for it
 *
 * Takes care of what Perch says with g_warning(), g_message() and so on, from any thread. Warnings
 * and worse go to stderr as well, and so do the others where `G_MESSAGES_DEBUG` asks for them. To
 * be called in the thread that @journal belongs to.
 *
 * Returns: (transfer full): the handler, to be given to perch_log_handler_remove() when no other
 *   thread of Perch can log any more
 */
PerchLogHandler *
perch_log_handler_install (PerchJournal *journal)
{
  PerchLogHandler *self = NULL;
  const GLogLevelFlags all = G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION;

  g_return_val_if_fail (PERCH_IS_JOURNAL (journal), NULL);

  self = g_new0 (PerchLogHandler, 1);
  self->journal = g_object_ref (journal);
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
  self->id = g_log_set_handler (G_LOG_DOMAIN, all, log_cb, self);
  return self;
}

/**
 * perch_log_handler_remove:
 * @self: (transfer full): a handler
 *
 * Lets GLib handle what Perch logs from now on.
 */
void
perch_log_handler_remove (PerchLogHandler *self)
{
  g_return_if_fail (self != NULL);

  g_log_remove_handler (G_LOG_DOMAIN, self->id);
  g_object_unref (self->journal);
  g_main_context_unref (self->context);
  g_free (self);
}
