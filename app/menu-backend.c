/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-backend.h"

#include <glib/gi18n.h>

#include "app/menu-entry.h"
#include "app/status-text.h"

#define MAX_PATH_CHARS 48

/* Places in @facts. */
enum
{
  LINE_STATE,
  LINE_PID,
  LINE_UPTIME,
  LINE_USAGE,
  LINE_KIND,
};

/* Places in @setup; of those behind the first, what a backend has none of is left out. */
enum
{
  LINE_EXECUTABLE,
  LINE_ADDRESS,
};

/* @model is made of the other three, one section each. Entries of @setup come and go with
 * @has_address and @has_environment, which say what is in there; the others never do. @refresh runs
 * while @backend has changed and the menu does not say so yet. */
struct _PerchMenuBackend
{
  GObject parent_instance;

  PerchBackendManager *manager; /* (owned) */
  PerchBackend *backend; /* (owned) */
  char *prefix; /* (owned): of the full names of the actions */
  char *id_prefix; /* (owned): of the entries' #PERCH_MENU_ID */
  GMenu *model; /* (owned) */
  GMenu *facts; /* (owned): state, PID, … */
  GMenu *commands; /* (owned): Start, Stop, Restart */
  GMenu *setup; /* (owned): executable, address, environment, start with Perch */
  gboolean has_address;
  gboolean has_environment;
  PerchBackendActions *actions; /* (owned) */
  GSource *refresh; /* (owned) (nullable) */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchMenuBackend, perch_menu_backend, G_TYPE_OBJECT)

static void
set_line (GMenu *menu, int index, const char *text)
{
  g_autofree char *label = perch_menu_escape (text);

  perch_menu_set_label (menu, index, label);
}

static char *
executable_line (PerchMenuBackend *self)
{
  const char *path = perch_backend_get_executable (self->backend);

  if (path == NULL)
    return g_strdup (_ ("No executable"));
  return perch_status_text_shorten_path (path, MAX_PATH_CHARS);
}

/* Where it listens; a click copies that. */
static void
set_address (PerchMenuBackend *self)
{
  const PerchBackendEndpoint *endpoint = perch_backend_get_endpoint (self->backend);
  g_autofree char *shown = NULL;
  g_autofree char *line = NULL;
  g_autofree char *label = NULL;

  if (endpoint == NULL)
    {
      perch_menu_set_command (self->setup, LINE_ADDRESS, _ ("No address while it does not run"),
                              NULL, NULL);
      return;
    }
  shown = perch_status_text_shorten_path (endpoint->address, MAX_PATH_CHARS);
  /* Translators: %s is where a backend listens, such as http://127.0.0.1:8000 */
  line = g_strdup_printf (_ ("Copy %s"), shown);
  label = perch_menu_escape (line);
  perch_menu_set_command (self->setup, LINE_ADDRESS, label, "app.copy-text", endpoint->address);
}

static void
add_entry (
    PerchMenuBackend *self, GMenu *menu, const char *id, const char *label, const char *action)
{
  g_autofree char *full_id = g_strconcat (self->id_prefix, id, NULL);
  g_autofree char *full_action =
      action != NULL ? g_strconcat (self->prefix, ".", action, NULL) : NULL;

  perch_menu_add (menu, full_id, label, full_action);
}

static void
fill_setup (PerchMenuBackend *self)
{
  g_autofree char *autostart = perch_status_text_autostart ();

  g_menu_remove_all (self->setup);
  add_entry (self, self->setup, "executable", "", NULL);
  if (self->has_address)
    add_entry (self, self->setup, "address", "", NULL);
  if (self->has_environment)
    add_entry (self, self->setup, "environment", "", NULL);
  add_entry (self, self->setup, "autostart", autostart, "autostart");
}

/* A changed profile may have what the one before had not. */
static void
refresh_setup (PerchMenuBackend *self)
{
  const PerchProfile *profile = perch_backend_get_profile (self->backend);
  gboolean has_address = profile->kind != PERCH_BACKEND_KIND_STDIO;
  gboolean has_environment = profile->venv != NULL;
  g_autofree char *executable = executable_line (self);

  if (has_address != self->has_address || has_environment != self->has_environment)
    {
      self->has_address = has_address;
      self->has_environment = has_environment;
      fill_setup (self);
    }
  set_line (self->setup, LINE_EXECUTABLE, executable);
  if (has_address)
    set_address (self);
  if (has_environment)
    {
      g_autofree char *path = perch_status_text_shorten_path (profile->venv, MAX_PATH_CHARS);
      g_autofree char *line = g_strdup_printf (_ ("Environment: %s"), path);

      set_line (self->setup, has_address ? LINE_ADDRESS + 1 : LINE_ADDRESS, line);
    }
}

/**
 * perch_menu_backend_refresh:
 *
 * Makes the menu say how the backend is at this moment. It does so by itself when the backend
 * changes; what moves all the time, like the uptime, is up to the caller.
 */
void
perch_menu_backend_refresh (PerchMenuBackend *self)
{
  g_autofree char *state = NULL;
  g_autofree char *pid = NULL;
  g_autofree char *uptime = NULL;
  g_autofree char *usage = NULL;
  g_autofree char *kind = NULL;

  g_return_if_fail (PERCH_IS_MENU_BACKEND (self));

  state = perch_status_text_state (self->backend);
  pid = perch_status_text_pid (self->backend);
  uptime = perch_status_text_uptime (self->backend);
  usage = perch_status_text_usage (self->backend);
  /* Translators: %s is a word of technology: stdio, http, pipe or rpc */
  kind = g_strdup_printf (_ ("Kind: %s"), perch_backend_kind_to_string (
                                              perch_backend_get_profile (self->backend)->kind));
  set_line (self->facts, LINE_STATE, state);
  set_line (self->facts, LINE_PID, pid);
  set_line (self->facts, LINE_UPTIME, uptime);
  set_line (self->facts, LINE_USAGE, usage);
  set_line (self->facts, LINE_KIND, kind);
  refresh_setup (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
stop_timer (PerchMenuBackend *self)
{
  if (self->refresh != NULL)
    g_source_destroy (self->refresh);
  g_clear_pointer (&self->refresh, g_source_unref);
}

static gboolean
refresh_cb (gpointer user_data)
{
  PerchMenuBackend *self = user_data;

  stop_timer (self);
  perch_menu_backend_refresh (self);
  return G_SOURCE_REMOVE;
}

/* A change of state is several changed properties in a row: they are shown together. */
static void
changed_cb (PerchMenuBackend *self)
{
  if (self->refresh != NULL)
    return;
  self->refresh = g_idle_source_new ();
  g_source_set_priority (self->refresh, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->refresh, "perch-menu-refresh");
  g_source_set_callback (self->refresh, refresh_cb, self, NULL);
  g_source_attach (self->refresh, g_main_context_get_thread_default ());
}

static void
perch_menu_backend_dispose (GObject *object)
{
  PerchMenuBackend *self = PERCH_MENU_BACKEND (object);

  stop_timer (self);
  g_clear_object (&self->manager);
  g_clear_object (&self->backend);
  g_clear_object (&self->model);
  g_clear_object (&self->facts);
  g_clear_object (&self->commands);
  g_clear_object (&self->setup);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->prefix, g_free);
  g_clear_pointer (&self->id_prefix, g_free);

  G_OBJECT_CLASS (perch_menu_backend_parent_class)->dispose (object);
}

static void
perch_menu_backend_class_init (PerchMenuBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_menu_backend_dispose;

  /**
   * PerchMenuBackend::changed:
   *
   * The menu has been brought up to date.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", PERCH_TYPE_MENU_BACKEND, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
perch_menu_backend_init (PerchMenuBackend *self)
{
  self->model = g_menu_new ();
  self->facts = g_menu_new ();
  self->commands = g_menu_new ();
  self->setup = g_menu_new ();
}

static void
add_entries (PerchMenuBackend *self)
{
  add_entry (self, self->facts, "status", "", NULL);
  add_entry (self, self->facts, "pid", "", NULL);
  add_entry (self, self->facts, "uptime", "", NULL);
  add_entry (self, self->facts, "usage", "", NULL);
  add_entry (self, self->facts, "kind", "", NULL);
  add_entry (self, self->commands, "btn_start", _ ("_Start"), "start");
  add_entry (self, self->commands, "btn_stop", _ ("S_top"), "stop");
  add_entry (self, self->commands, "btn_restart", _ ("_Restart"), "restart");
  fill_setup (self);
  g_menu_append_section (self->model, NULL, G_MENU_MODEL (self->facts));
  g_menu_append_section (self->model, NULL, G_MENU_MODEL (self->commands));
  g_menu_append_section (self->model, NULL, G_MENU_MODEL (self->setup));
}

/**
 * perch_menu_backend_new:
 * @manager: has @backend
 * @backend: what the menu is about
 * @id_prefix: what the #PERCH_MENU_ID of its entries begin with
 *
 * Returns: (transfer full): the part of the menu that is about one backend
 */
PerchMenuBackend *
perch_menu_backend_new (PerchBackendManager *manager, PerchBackend *backend, const char *id_prefix)
{
  PerchMenuBackend *self = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);
  g_return_val_if_fail (id_prefix != NULL, NULL);

  self = g_object_new (PERCH_TYPE_MENU_BACKEND, NULL);
  self->manager = g_object_ref (manager);
  self->backend = g_object_ref (backend);
  self->prefix = g_strconcat ("backend.", perch_backend_get_name (backend), NULL);
  self->actions = perch_backend_actions_new (manager, backend);
  self->id_prefix = g_strdup (id_prefix);
  add_entries (self);
  g_signal_connect_object (backend, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  perch_menu_backend_refresh (self);
  return self;
}

/**
 * perch_menu_backend_get_backend:
 *
 * Returns: (transfer none):
 */
PerchBackend *
perch_menu_backend_get_backend (PerchMenuBackend *self)
{
  g_return_val_if_fail (PERCH_IS_MENU_BACKEND (self), NULL);

  return self->backend;
}

/**
 * perch_menu_backend_get_prefix:
 *
 * Returns: (transfer none): what the names of the actions begin with in the menu, up to a dot
 */
const char *
perch_menu_backend_get_prefix (PerchMenuBackend *self)
{
  g_return_val_if_fail (PERCH_IS_MENU_BACKEND (self), NULL);

  return self->prefix;
}

/**
 * perch_menu_backend_get_model:
 *
 * Returns: (transfer none): the entries
 */
GMenuModel *
perch_menu_backend_get_model (PerchMenuBackend *self)
{
  g_return_val_if_fail (PERCH_IS_MENU_BACKEND (self), NULL);

  return G_MENU_MODEL (self->model);
}

/**
 * perch_menu_backend_get_actions:
 *
 * Returns: (transfer none): the actions, whose names lack the prefix
 */
PerchBackendActions *
perch_menu_backend_get_actions (PerchMenuBackend *self)
{
  g_return_val_if_fail (PERCH_IS_MENU_BACKEND (self), NULL);

  return self->actions;
}
