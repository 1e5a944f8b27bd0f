/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard-client.h"

#include "backend-manager/guard-link.h"
#include "backend-manager/guard/protocol.h"
#include "backend-manager/source.h"
#include "backend-manager/sweep.h"

/* After the guard itself was killed, the time its outer process or the kernel's parent-death signal
 * have to end the backend in order, before Perch does it by force. */
#define ORDERLY_END_MS 1500

/* SPAWNED -> FINISHED when the guard says so; SPAWNED -> ORPHANED -> FINISHED when both its
 * processes died without a word: @link was hung up by the inner one, and the outer one reaped,
 * in whichever order. @link is open in SPAWNED only; @watch runs until the outer guard process is
 * reaped, be it after the end of this object. */
typedef enum
{
  PHASE_NEW,
  PHASE_SPAWNED,
  PHASE_ORPHANED,
  PHASE_FINISHED,
} Phase;

struct _PerchGuardClient
{
  GObject parent_instance;
  Phase phase;
  char *guard; /* (owned) */
  char *run_dir; /* (owned) */
  PerchGuardLink *link; /* (owned) (nullable): from SPAWNED on */
  GPid pid; /* of the outer guard process, 0 when reaped */
  GSource *watch; /* (owned) (nullable) */
  GSource *timer; /* (owned) (nullable): in ORPHANED only */
  gboolean exit_reported;
};

enum
{
  STARTED,
  REFUSED,
  EXITED,
  LEFTOVERS,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchGuardClient, perch_guard_client, G_TYPE_OBJECT)

static void
adopted_reaped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!perch_sweep_finish (result, &error))
    g_warning ("Sweeping after a dead guard: %s", error->message);
}

static void
finish (PerchGuardClient *self, gboolean empty, guint denied)
{
  if (self->phase == PHASE_FINISHED)
    return;

  /* The outer guard was killed, and the inner one, which has just ended, had become our child. */
  if (self->phase == PHASE_SPAWNED && self->pid == 0)
    perch_sweep_async (self->guard, self->run_dir, adopted_reaped_cb, NULL);
  self->phase = PHASE_FINISHED;
  perch_guard_link_close (self->link);
  g_signal_emit (self, signals[FINISHED], 0, empty, denied);
}

static void
orphans_swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchGuardClient) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean swept = perch_sweep_finish (result, &error);

  if (!swept)
    g_warning ("Sweeping after a dead guard: %s", error->message);
  if (!self->exit_reported)
    g_signal_emit (self, signals[EXITED], 0, -1, 0);
  finish (self, swept, 0);
}

static gboolean
orderly_end_is_over_cb (gpointer user_data)
{
  PerchGuardClient *self = user_data;

  perch_source_clear (&self->timer);
  perch_sweep_async (self->guard, self->run_dir, orphans_swept_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* The guard is gone without saying that nothing is left. */
static void
become_orphaned (PerchGuardClient *self)
{
  self->phase = PHASE_ORPHANED;
  perch_guard_link_close (self->link);
  self->timer = g_timeout_source_new (ORDERLY_END_MS);
  g_source_set_static_name (self->timer, "[perch] orphaned backend");
  g_source_set_callback (self->timer, orderly_end_is_over_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
word_cb (const PerchGuardWord *word, gpointer user_data)
{
  g_autoptr (PerchGuardClient) self = g_object_ref (user_data);

  switch (word->kind)
    {
    case PERCH_GUARD_WORD_STARTED:
      g_signal_emit (self, signals[STARTED], 0, word->first, word->second);
      break;
    case PERCH_GUARD_WORD_REFUSED:
      g_signal_emit (self, signals[REFUSED], 0, word->first, word->stage);
      break;
    case PERCH_GUARD_WORD_EXITED:
      self->exit_reported = TRUE;
      g_signal_emit (self, signals[EXITED], 0, word->first, word->second);
      break;
    case PERCH_GUARD_WORD_LEFTOVERS:
      g_signal_emit (self, signals[LEFTOVERS], 0, (guint) word->first, (guint) word->second);
      break;
    case PERCH_GUARD_WORD_FINISHED:
      finish (self, word->first != 0, (guint) word->second);
      break;
    case PERCH_GUARD_WORD_GONE:
    default:
      /* The inner guard is gone. The outer one may be sweeping; guard_reaped_cb() waits for it. */
      if (self->pid == 0 && self->phase == PHASE_SPAWNED)
        become_orphaned (self);
      break;
    }
}

static void
guard_reaped_cb (GPid pid, int wait_status, gpointer user_data)
{
  g_autoptr (PerchGuardClient) self = g_object_ref (user_data);

  perch_source_clear (&self->watch);
  /* When the main loop is late, this and the guard's last words are due at the same time, and only
   * the words tell whether there is anything to sweep. */
  perch_guard_link_read (self->link);
  self->pid = 0;
  /* If the outer guard alone was killed, the inner one goes on, and its last words will come. */
  if (self->phase == PHASE_SPAWNED && !perch_guard_link_is_open (self->link))
    become_orphaned (self);
}

static void
watch_guard (PerchGuardClient *self)
{
  self->watch = g_child_watch_source_new (self->pid);
  g_source_set_static_name (self->watch, "[perch] guard");
  g_source_set_callback (self->watch, G_SOURCE_FUNC (guard_reaped_cb), self, NULL);
  g_source_attach (self->watch, g_main_context_get_thread_default ());
}

static void
reaped_unseen_cb (GPid pid, int wait_status, gpointer user_data)
{
}

/* The outer guard process ends a moment after its last word, which is when we are dropped as a
 * rule: the watch stays, without us, or a zombie would. */
static void
leave_watch (PerchGuardClient *self)
{
  if (self->watch != NULL)
    g_source_set_callback (self->watch, G_SOURCE_FUNC (reaped_unseen_cb), NULL, NULL);
  g_clear_pointer (&self->watch, g_source_unref);
}

/**
 * perch_guard_client_spawn:
 * @launch: what to start, and where
 * @pipes: (out): the program's stdin, stdout and stderr; set on success only
 * @error: as perch_guard_launch()
 *
 * Starts perch-guard, which starts the program. What comes of it is told by signals: exactly one of
 * #PerchGuardClient::started and #PerchGuardClient::refused, after the former
 * #PerchGuardClient::exited, and in every case #PerchGuardClient::finished at last.
 *
 * Call it once for an object.
 */
gboolean
perch_guard_client_spawn (PerchGuardClient *self,
                          const PerchGuardLaunch *launch,
                          PerchGuardPipes *pipes,
                          GError **error)
{
  int socket = -1;

  g_return_val_if_fail (PERCH_IS_GUARD_CLIENT (self), FALSE);
  g_return_val_if_fail (self->phase == PHASE_NEW, FALSE);

  if (!perch_guard_launch (launch, &self->pid, &socket, pipes, error))
    return FALSE;

  self->phase = PHASE_SPAWNED;
  self->guard = g_strdup (launch->guard);
  self->run_dir = g_strdup (launch->run_dir);
  self->link = perch_guard_link_new (socket, word_cb, self);
  watch_guard (self);
  return TRUE;
}

static void
tell_guard (PerchGuardClient *self, const char *text)
{
  if (self->link != NULL)
    perch_guard_link_tell (self->link, text);
}

/**
 * perch_guard_client_stop:
 * @grace_ms: time the program has to end by itself, in milliseconds
 *
 * Asks the guard for the staged stop. May be said again: only a shorter grace makes a difference.
 */
void
perch_guard_client_stop (PerchGuardClient *self, guint grace_ms)
{
  char text[PERCH_GUARD_MESSAGE_MAX];

  g_return_if_fail (PERCH_IS_GUARD_CLIENT (self));

  g_snprintf (text, sizeof text, "T %u", grace_ms);
  tell_guard (self, text);
}

/**
 * perch_guard_client_kill:
 *
 * Asks the guard to end everything now.
 */
void
perch_guard_client_kill (PerchGuardClient *self)
{
  g_return_if_fail (PERCH_IS_GUARD_CLIENT (self));

  tell_guard (self, "K");
}

static void
perch_guard_client_dispose (GObject *object)
{
  PerchGuardClient *self = PERCH_GUARD_CLIENT (object);

  /* Closing the link is what makes a guard stop that is still at work. */
  if (self->link != NULL)
    perch_guard_link_close (self->link);
  leave_watch (self);
  perch_source_clear (&self->timer);
  G_OBJECT_CLASS (perch_guard_client_parent_class)->dispose (object);
}

static void
perch_guard_client_finalize (GObject *object)
{
  PerchGuardClient *self = PERCH_GUARD_CLIENT (object);

  g_clear_pointer (&self->link, perch_guard_link_free);
  g_free (self->guard);
  g_free (self->run_dir);
  G_OBJECT_CLASS (perch_guard_client_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n_params, GType first, GType second)
{
  return g_signal_new (name, PERCH_TYPE_GUARD_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_params, first, second);
}

static void
perch_guard_client_class_init (PerchGuardClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_guard_client_dispose;
  object_class->finalize = perch_guard_client_finalize;

  /**
   * PerchGuardClient::started:
   * @pid: the main process of the program
   * @root: the guard's process whose descendants are the program's whole tree
   */
  signals[STARTED] = add_signal ("started", 2, G_TYPE_INT, G_TYPE_INT);
  /**
   * PerchGuardClient::refused:
   * @code: errno of the step that failed
   * @stage: "rundir", "fork", "chdir" or "exec"
   */
  signals[REFUSED] = add_signal ("refused", 2, G_TYPE_INT, G_TYPE_STRING);
  /**
   * PerchGuardClient::exited:
   * @code: exit status of the main process, or -1
   * @signal_number: the signal that ended it, or 0; with a @code of -1, 0 means that nobody is left
   *   who could know
   */
  signals[EXITED] = add_signal ("exited", 2, G_TYPE_INT, G_TYPE_INT);
  /**
   * PerchGuardClient::leftovers:
   * @left: processes that are still alive
   * @denied: how many of them Perch has no permission to end
   */
  signals[LEFTOVERS] = add_signal ("leftovers", 2, G_TYPE_UINT, G_TYPE_UINT);
  /**
   * PerchGuardClient::finished:
   * @empty: the proof: no process of the tree is left
   * @denied: how many are left when @empty is %FALSE
   */
  signals[FINISHED] = add_signal ("finished", 2, G_TYPE_BOOLEAN, G_TYPE_UINT);
}

static void
perch_guard_client_init (PerchGuardClient *self)
{
}

/**
 * PerchGuardClient:
 *
 * Perch's side of one perch-guard, and with it of one run of a backend.
 */

/**
 * perch_guard_client_new:
 *
 * Returns: (transfer full): a client that has started nothing yet
 */
PerchGuardClient *
perch_guard_client_new (void)
{
  return g_object_new (PERCH_TYPE_GUARD_CLIENT, NULL);
}
