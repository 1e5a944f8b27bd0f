/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/surfaces.h"

#include "app/config/bridge-settings.h"
#include "app/config/hook-settings.h"
#include "app/config/web-listener-settings.h"
#include "app/paths.h"
#include "app/server/runtime-dir.h"
#include "app/server/token-keeper.h"
#include "app/server/token-secret.h"
#include "app/tcp-surface.h"
#include "app/watchdog/watchdog.h"

/* For so long the main loop may be busy with one thing. */
#define STALL_MS 2000

/* One of the TCP ports. */
typedef struct
{
  const char *name;
  const char *section;
  void (*init) (PerchSurfaceSettings *settings);
  void (*add_routes) (PerchRoutes *routes, PerchRouter *router);
  gboolean is_hooks; /* there only for who wants it, by its settings or for one run */
} Kind;

static const Kind kinds[] = {
  { "bridge", "bridge", perch_bridge_settings_init, perch_routes_add_bridge_port, FALSE },
  { "listener", "web-listener", perch_web_listener_settings_init, perch_routes_add_listener_port,
    FALSE },
  { "hooks", "hook", perch_hook_settings_init, perch_routes_add_hooks, TRUE },
};

/* A port, and how it is now. @surface is %NULL while nobody has wanted it yet; @open says whether
 * it should listen, and @settings where. */
typedef struct
{
  PerchSurfaces *owner; /* (unowned) */
  const Kind *kind;
  PerchTcpSurface *surface; /* (owned) (nullable) */
  PerchSurfaceSettings settings;
  gboolean open;
} Slot;

/* @watchdog is there from when the hooks are known, and guards their port while it is open. */
struct _PerchSurfaces
{
  GObject parent_instance;
  PerchRoutes *routes; /* (unowned) */
  PerchSettings *settings; /* (owned) */
  PerchToken *token; /* (owned) */
  PerchTokenKeeper *keeper; /* (owned) */
  gboolean test_hooks;
  PerchWatchdog *watchdog; /* (owned) (nullable) */
  Slot slots[G_N_ELEMENTS (kinds)];
};

enum
{
  CHANGED,
  PORT_CONFLICT,
  STALLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchSurfaces, perch_surfaces, G_TYPE_OBJECT)

static void
stalled_cb (gint64 stall_us, gpointer user_data)
{
  guint stall_ms = (guint) MIN (stall_us / 1000, G_MAXUINT);

  g_warning ("The main loop stood still for %.1f s, and is back", stall_ms / 1000.0);
  g_signal_emit (user_data, signals[STALLED], 0, stall_ms);
}

/* Lets the watchdog know what the port of the hooks is now. */
static void
set_guard (Slot *slot)
{
  PerchSurfaces *self = slot->owner;
  PerchSurface *surface = perch_tcp_surface_get_surface (slot->surface);
  PerchWatchdogDoor door = {
    .name = slot->kind->name,
    .listener = perch_acceptor_get_listener (perch_surface_get_acceptor (surface)),
    .token = self->token,
    .allowed_origins = (const char *const *) slot->settings.allowed_origins,
    .require_token = slot->settings.require_token,
    .limits = slot->settings.limits,
  };
  g_autoptr (GError) error = NULL;

  if (!slot->kind->is_hooks)
    return;
  if (door.listener == NULL)
    perch_watchdog_leave (self->watchdog);
  else if (!perch_watchdog_guard (self->watchdog, &door, &error))
    g_warning ("Nobody will answer while the main loop stands still: %s", error->message);
}

static void
changed_cb (PerchTcpSurface *surface, const PerchListener *owner, gpointer user_data)
{
  Slot *slot = user_data;
  PerchSurface *inner = perch_tcp_surface_get_surface (surface);

  set_guard (slot);
  g_signal_emit (slot->owner, signals[CHANGED], 0);
  if (owner != NULL)
    g_signal_emit (slot->owner, signals[PORT_CONFLICT], 0, perch_surface_get_name (inner),
                   (guint) perch_tcp_surface_get_port (surface), (int) owner->pid, owner->program,
                   perch_surface_get_problem (inner));
}

static gboolean
is_wanted (Slot *slot, const PerchSurfaceSettings *settings)
{
  return settings->enabled || (slot->kind->is_hooks && slot->owner->test_hooks);
}

static const char *
get_problem (Slot *slot)
{
  return slot->surface != NULL
             ? perch_surface_get_problem (perch_tcp_surface_get_surface (slot->surface))
             : NULL;
}

/* Returns: whether @slot has to listen anew, or to stop, to be what @settings want */
static gboolean
moves (Slot *slot, const PerchSurfaceSettings *settings)
{
  return get_problem (slot) != NULL || slot->open != is_wanted (slot, settings) ||
         slot->settings.port != settings->port ||
         !g_str_equal (slot->settings.host, settings->host);
}

/* The hooks are there only for who wants them, or has wanted them before. */
static gboolean
is_known (Slot *slot, const PerchSurfaceSettings *settings)
{
  const char *path = perch_settings_get (slot->owner->settings, slot->kind->section)->path;

  return !slot->kind->is_hooks || is_wanted (slot, settings) ||
         g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
}

static void
make_surface (Slot *slot, const PerchSurfaceSettings *settings)
{
  PerchSurfaces *self = slot->owner;
  const char *path = perch_settings_get (self->settings, slot->kind->section)->path;
  PerchSurface *surface = NULL;

  slot->surface = perch_tcp_surface_new (slot->kind->name, self->token, settings, path);
  surface = perch_tcp_surface_get_surface (slot->surface);
  if (slot->kind->is_hooks)
    {
      self->watchdog = perch_watchdog_new (STALL_MS, stalled_cb, self);
      perch_routes_set_pulse (self->routes, perch_watchdog_get_pulse (self->watchdog));
    }
  slot->kind->add_routes (self->routes, perch_surface_get_router (surface));
  perch_routes_add_surface (self->routes, surface);
  perch_tcp_surface_watch (slot->surface, changed_cb, slot);
}

/* Makes @slot what @settings want. A port that stays what it is goes on listening. */
static void
settle (Slot *slot, const PerchSurfaceSettings *settings)
{
  gboolean move = slot->surface == NULL || moves (slot, settings);

  if (slot->surface == NULL && !is_known (slot, settings))
    return;
  if (slot->surface == NULL)
    make_surface (slot, settings);
  else if (move)
    perch_tcp_surface_close (slot->surface);
  perch_tcp_surface_set_settings (slot->surface, settings);
  perch_surface_settings_clear (&slot->settings);
  perch_surface_settings_copy (&slot->settings, settings);
  slot->open = is_wanted (slot, settings);
  if (!move)
    set_guard (slot);
  else if (slot->open)
    perch_tcp_surface_open (slot->surface);
}

static gboolean
apply_cb (JsonObject *values, gpointer user_data, GError **error)
{
  Slot *slot = user_data;
  g_auto (PerchSurfaceSettings) settings = { 0 };
  const char *problem = NULL;

  slot->kind->init (&settings);
  if (!perch_surface_settings_parse (values, &settings, error))
    return FALSE;
  settle (slot, &settings);
  problem = get_problem (slot);
  if (problem != NULL)
    g_set_error_literal (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS, problem);
  return problem == NULL;
}

/* A file with errors keeps its port closed: nobody knows who was to get in. */
static void
open_slot (Slot *slot)
{
  const PerchSettingsState *state = perch_settings_get (slot->owner->settings, slot->kind->section);
  g_auto (PerchSurfaceSettings) settings = { 0 };

  if (slot->kind->is_hooks && slot->owner->test_hooks)
    perch_settings_seed (slot->owner->settings, slot->kind->section);
  if (state->problem == NULL)
    apply_cb (state->values, slot, NULL);
  else
    {
      slot->kind->init (&settings);
      make_surface (slot, &settings);
      perch_surface_settings_copy (&slot->settings, &settings);
      perch_tcp_surface_refuse (slot->surface, state->problem);
    }
  perch_settings_set_apply (slot->owner->settings, slot->kind->section, apply_cb, slot);
}

static void
close_slot (Slot *slot)
{
  PerchSurfaces *self = slot->owner;

  perch_settings_set_apply (self->settings, slot->kind->section, NULL, NULL);
  if (slot->surface != NULL)
    perch_routes_remove_surface (self->routes, perch_tcp_surface_get_surface (slot->surface));
  g_clear_pointer (&slot->surface, perch_tcp_surface_free);
  perch_surface_settings_clear (&slot->settings);
}

static void
perch_surfaces_finalize (GObject *object)
{
  PerchSurfaces *self = PERCH_SURFACES (object);

  /* Before the hooks: it shares their port. */
  if (self->watchdog != NULL)
    perch_watchdog_leave (self->watchdog);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    close_slot (&self->slots[i]);
  perch_routes_set_pulse (self->routes, NULL);
  g_clear_pointer (&self->watchdog, perch_watchdog_free);
  perch_routes_set_token (self->routes, NULL);
  perch_token_keeper_free (self->keeper);
  perch_token_free (self->token);
  g_object_unref (self->settings);
  G_OBJECT_CLASS (perch_surfaces_parent_class)->finalize (object);
}

static void
perch_surfaces_class_init (PerchSurfacesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_surfaces_finalize;

  /**
   * PerchSurfaces::changed:
   *
   * A port is open now, or closed, or there is more to say about why.
   */
  signals[CHANGED] = g_signal_new ("changed", PERCH_TYPE_SURFACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * PerchSurfaces::port-conflict:
   * @surface: the name of the surface, such as "bridge"
   * @port: the port that it should have
   * @pid: the process that has it, or 0 when that is another user's
   * @program: (nullable): its name
   * @message: all of it as a sentence for people
   *
   * A port was taken and, some seconds later, still is. The surface stays closed.
   */
  signals[PORT_CONFLICT] = g_signal_new ("port-conflict", PERCH_TYPE_SURFACES, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 5, G_TYPE_STRING,
                                         G_TYPE_UINT, G_TYPE_INT, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * PerchSurfaces::stalled:
   * @stall_ms: for how many milliseconds
   *
   * The main loop stood still, and is back. Told only where there are hooks.
   */
  signals[STALLED] = g_signal_new ("stalled", PERCH_TYPE_SURFACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
perch_surfaces_init (PerchSurfaces *self)
{
}

/**
 * perch_surfaces_open:
 * @routes: what answers; must live as long as the surfaces
 * @settings: the settings, which are followed
 * @journal: is told the token, so that it never gets into the log
 * @test_hooks: whether the port for scripts and tests is opened whatever its settings say
 *
 * Makes a token and opens the ports that the settings want. What goes wrong with one of them is
 * its problem in `/status`, and touches nothing else.
 *
 * Returns: (transfer full) (nullable): they close when this is finalized, which must be before
 *   @routes are freed; %NULL when there can't be a token, which means no ports
 */
PerchSurfaces *
perch_surfaces_open (PerchRoutes *routes,
                     PerchSettings *settings,
                     PerchJournal *journal,
                     gboolean test_hooks)
{
  g_autofree char *runtime_dir = perch_runtime_dir_find ();
  g_autofree char *token_file = g_build_filename (runtime_dir, "token", NULL);
  g_autofree char *module = perch_paths_find_program (PERCH_TOKEN_SECRET_MODULE);
  g_autoptr (GError) error = NULL;
  PerchSurfaces *self = NULL;
  PerchToken *token = NULL;

  g_return_val_if_fail (routes != NULL, NULL);
  g_return_val_if_fail (PERCH_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (PERCH_IS_JOURNAL (journal), NULL);

  token = perch_token_new (&error);
  if (token == NULL)
    {
      g_warning ("%s", error->message);
      return NULL;
    }
  self = g_object_new (PERCH_TYPE_SURFACES, NULL);
  self->routes = routes;
  self->settings = g_object_ref (settings);
  self->token = token;
  self->test_hooks = test_hooks;
  perch_journal_add_secret (journal, perch_token_get_secret (token));
  self->keeper = perch_token_keeper_new (token, token_file, module);
  perch_routes_set_token (routes, token);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      self->slots[i] = (Slot){ .owner = self, .kind = &kinds[i] };
      open_slot (&self->slots[i]);
    }
  return self;
}

/**
 * perch_surfaces_list_problems:
 *
 * Returns: (transfer full) (array zero-terminated=1): why ports are closed that should be open, a
 *   sentence each
 */
GStrv
perch_surfaces_list_problems (PerchSurfaces *self)
{
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();

  g_return_val_if_fail (PERCH_IS_SURFACES (self), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *problem = get_problem (&self->slots[i]);

      if (problem != NULL)
        g_strv_builder_add (problems, problem);
    }
  return g_strv_builder_end (problems);
}
