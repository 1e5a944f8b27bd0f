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

/* One of the TCP ports. */
typedef struct
{
  const char *name;
  const char *file;
  gboolean (*load) (const char *path,
                    PerchSurfaceSettings *settings,
                    GStrv *warnings,
                    GError **error);
  void (*add_routes) (PerchRoutes *routes, PerchRouter *router);
  gboolean is_hooks; /* there only for who wants it, by its settings or for one run */
} Kind;

static const Kind kinds[] = {
  { "bridge", "bridge-settings.json", perch_bridge_settings_load, perch_routes_add_bridge_port,
    FALSE },
  { "listener", "web-listener-settings.json", perch_web_listener_settings_load,
    perch_routes_add_listener_port, FALSE },
  { "hooks", "hook-settings.json", perch_hook_settings_load, perch_routes_add_hooks, TRUE },
};

struct _PerchSurfaces
{
  GObject parent_instance;
  PerchRoutes *routes; /* (unowned) */
  PerchToken *token; /* (owned) */
  PerchTokenKeeper *keeper; /* (owned) */
  gboolean test_hooks;
  PerchTcpSurface *surfaces[G_N_ELEMENTS (kinds)]; /* (owned) (nullable) */
};

enum
{
  PORT_CONFLICT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchSurfaces, perch_surfaces, G_TYPE_OBJECT)

static void
changed_cb (PerchTcpSurface *surface, const PerchListener *owner, gpointer user_data)
{
  PerchSurface *inner = perch_tcp_surface_get_surface (surface);

  if (owner != NULL)
    g_signal_emit (user_data, signals[PORT_CONFLICT], 0, perch_surface_get_name (inner),
                   (guint) perch_tcp_surface_get_port (surface), (int) owner->pid, owner->program,
                   perch_surface_get_problem (inner));
}

static gboolean
is_wanted (PerchSurfaces *self, const Kind *kind, const char *path)
{
  return !kind->is_hooks || self->test_hooks ||
         g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
}

static PerchTcpSurface *
open_one (PerchSurfaces *self, const Kind *kind, const char *config_dir)
{
  g_autofree char *path = g_build_filename (config_dir, kind->file, NULL);
  g_auto (PerchSurfaceSettings) settings = { 0 };
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;
  PerchTcpSurface *surface = NULL;
  gboolean loaded = FALSE;

  if (!is_wanted (self, kind, path))
    return NULL;
  loaded = kind->load (path, &settings, &warnings, &error);
  surface = perch_tcp_surface_new (kind->name, self->token, &settings, path);
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    g_warning ("%s", warnings[i]);
  kind->add_routes (self->routes,
                    perch_surface_get_router (perch_tcp_surface_get_surface (surface)));
  perch_routes_add_surface (self->routes, perch_tcp_surface_get_surface (surface));
  perch_tcp_surface_watch (surface, changed_cb, self);
  if (!loaded)
    perch_tcp_surface_refuse (surface, error->message);
  else if (settings.enabled || (kind->is_hooks && self->test_hooks))
    perch_tcp_surface_open (surface);
  return surface;
}

static void
perch_surfaces_finalize (GObject *object)
{
  PerchSurfaces *self = PERCH_SURFACES (object);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (self->surfaces[i] == NULL)
        continue;
      perch_routes_remove_surface (self->routes, perch_tcp_surface_get_surface (self->surfaces[i]));
      perch_tcp_surface_free (self->surfaces[i]);
    }
  perch_routes_set_token (self->routes, NULL);
  perch_token_keeper_free (self->keeper);
  perch_token_free (self->token);
  G_OBJECT_CLASS (perch_surfaces_parent_class)->finalize (object);
}

static void
perch_surfaces_class_init (PerchSurfacesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_surfaces_finalize;

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
}

static void
perch_surfaces_init (PerchSurfaces *self)
{
}

/**
 * perch_surfaces_open:
 * @routes: what answers; must live as long as the surfaces
 * @config_dir: where the settings are
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
                     const char *config_dir,
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
  g_return_val_if_fail (config_dir != NULL, NULL);
  g_return_val_if_fail (PERCH_IS_JOURNAL (journal), NULL);

  token = perch_token_new (&error);
  if (token == NULL)
    {
      g_warning ("%s", error->message);
      return NULL;
    }
  self = g_object_new (PERCH_TYPE_SURFACES, NULL);
  self->routes = routes;
  self->token = token;
  self->test_hooks = test_hooks;
  perch_journal_add_secret (journal, perch_token_get_secret (token));
  self->keeper = perch_token_keeper_new (token, token_file, module);
  perch_routes_set_token (routes, token);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    self->surfaces[i] = open_one (self, &kinds[i], config_dir);
  return self;
}
