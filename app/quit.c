/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/quit.h"

#include <signal.h>

#include <glib-unix.h>

/* The longest a quit may take. It covers the default stop: 5 s of grace and 2 s for the
 * bootloader's clean-up. A guard that is not done by then goes on without Perch, which it sees
 * leave. */
#define LONGEST_QUIT_MS 9000

/* IDLE -> ASKED when the person or their session wants it to end, -> SIGNALLED at the first SIGTERM
 * or SIGINT, with or without ASKED before. Backends are stopped from the first step on; the second
 * signal means now. A first one does not: at the end of a session it often comes right behind the
 * session's own word. */
typedef enum
{
  PHASE_IDLE,
  PHASE_ASKED,
  PHASE_SIGNALLED,
} Phase;

/* The orderly way out: a signal or the person asks, all backends are stopped, what was changed is
 * saved, the application ends. */
struct _PerchQuit
{
  GApplication *application; /* (unowned): owns this */
  PerchBackendManager *manager; /* (owned) */
  PerchTriggers *triggers; /* (owned) */
  PerchSettings *settings; /* (owned) */
  Phase phase;
  GSource *deadline; /* (owned) (nullable): in all phases but IDLE */
  GSource *signals[3]; /* (owned) */
};

static gboolean
deadline_cb (gpointer user_data)
{
  PerchQuit *self = user_data;

  g_warning ("Some processes take long to end; their guards go on without Perch");
  g_application_quit (self->application);
  return G_SOURCE_REMOVE;
}

/* What the last steps need: they may come when the deadline has ended the rest already. */
typedef struct
{
  GApplication *application; /* (owned) */
  PerchSettings *settings; /* (owned) */
} Ending;

static void
ending_free (Ending *ending)
{
  g_object_unref (ending->application);
  g_object_unref (ending->settings);
  g_free (ending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ending, ending_free)

static void
all_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ending) ending = user_data;

  g_application_quit (ending->application);
}

static void
all_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ending *ending = user_data;
  g_autoptr (GError) error = NULL;

  if (!perch_backend_manager_stop_all_finish (PERCH_BACKEND_MANAGER (source), result, &error))
    g_warning ("%s", error->message);
  perch_unsaved_wait_async (perch_settings_get_unsaved (ending->settings), all_saved_cb, ending);
}

/**
 * perch_quit_begin:
 *
 * Lets triggers end, stops all backends, waits until settings are saved and then ends the
 * application. Nothing changes where that is under way.
 */
void
perch_quit_begin (PerchQuit *self)
{
  Ending *ending = NULL;

  if (self->phase != PHASE_IDLE)
    return;

  self->phase = PHASE_ASKED;
  perch_triggers_end (self->triggers);
  self->deadline = g_timeout_source_new (LONGEST_QUIT_MS);
  g_source_set_static_name (self->deadline, "[perch] longest quit");
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, NULL);
  ending = g_new0 (Ending, 1);
  ending->application = g_object_ref (self->application);
  ending->settings = g_object_ref (self->settings);
  perch_backend_manager_stop_all_async (self->manager, all_stopped_cb, ending);
}

/* The terminal or the session is gone. systemd sends it right behind SIGTERM to all that a session
 * has left (SendSIGHUP in systemd.kill(5)), so that it never is the second signal. */
static gboolean
hangup_cb (gpointer user_data)
{
  perch_quit_begin (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
signal_cb (gpointer user_data)
{
  PerchQuit *self = user_data;

  if (self->phase == PHASE_SIGNALLED)
    perch_backend_manager_kill_all (self->manager);
  perch_quit_begin (self);
  self->phase = PHASE_SIGNALLED;
  return G_SOURCE_CONTINUE;
}

/**
 * perch_quit_new:
 * @application: not referenced; outlives the returned object
 * @triggers: which run no more once a quit has begun
 * @settings: which are to be saved before the end
 *
 * Takes over SIGTERM, SIGINT and SIGHUP.
 *
 * Returns: (transfer full):
 */
PerchQuit *
perch_quit_new (GApplication *application,
                PerchBackendManager *manager,
                PerchTriggers *triggers,
                PerchSettings *settings)
{
  static const int numbers[] = { SIGTERM, SIGINT, SIGHUP };
  PerchQuit *self = g_new0 (PerchQuit, 1);

  G_STATIC_ASSERT (G_N_ELEMENTS (numbers) == G_N_ELEMENTS (self->signals));

  self->application = application;
  self->manager = g_object_ref (manager);
  self->triggers = g_object_ref (triggers);
  self->settings = g_object_ref (settings);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      self->signals[i] = g_unix_signal_source_new (numbers[i]);
      g_source_set_static_name (self->signals[i], "[perch] signal");
      g_source_set_callback (self->signals[i], numbers[i] == SIGHUP ? hangup_cb : signal_cb, self,
                             NULL);
      g_source_attach (self->signals[i], NULL);
    }
  return self;
}

/**
 * perch_quit_free:
 */
void
perch_quit_free (PerchQuit *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    {
      g_source_destroy (self->signals[i]);
      g_source_unref (self->signals[i]);
    }
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  g_object_unref (self->settings);
  g_object_unref (self->triggers);
  g_object_unref (self->manager);
  g_free (self);
}
