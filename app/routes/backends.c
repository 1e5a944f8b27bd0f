/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/backend-json.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"

#define DEFAULT_TAIL 100
#define MAX_TAIL 10000
/* Nobody looks at it, but it has to be JSON, and is read on the main loop. */
#define MAX_UNUSED_BODY (16 * 1024)

typedef gboolean (*FinishFunc) (PerchBackend *backend, GAsyncResult *result, GError **error);

/* A start, stop or restart under way. */
typedef struct
{
  PerchRequest *request; /* (owned) */
  FinishFunc finish;
} Change;

/* The backend that the request's path names; NULL after having answered. */
static PerchBackend *
find_backend (PerchRoutes *self, PerchRequest *request)
{
  const char *name = perch_request_get_param (request, 0);
  PerchBackend *backend = perch_backend_manager_lookup (self->manager, name);

  if (backend == NULL)
    perch_reply_error (request, SOUP_STATUS_NOT_FOUND, "no_such_backend",
                       "There is no backend called \"%s\"", name);
  return backend;
}

/* The same for a request that changes it, and takes no more than its name. */
static PerchBackend *
find_backend_to_change (PerchRoutes *self, PerchRequest *request)
{
  return perch_request_check_unused_body (request) ? find_backend (self, request) : NULL;
}

/* Returns: (transfer full): a reply, but for its end */
static JsonBuilder *
describe_backend (PerchBackend *backend)
{
  JsonBuilder *builder = perch_reply_begin ();

  json_builder_set_member_name (builder, "backend");
  perch_backend_add_json (backend, builder);
  return builder;
}

static JsonBuilder *
describe_backends (PerchBackendManager *manager)
{
  JsonBuilder *builder = perch_reply_begin ();
  guint n_backends = g_list_model_get_n_items (G_LIST_MODEL (manager));

  json_builder_set_member_name (builder, "backends");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (manager), i);

      perch_backend_add_json (backend, builder);
    }
  json_builder_end_array (builder);
  return builder;
}

/* GET /api/backends */
static void
list_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonBuilder) builder = NULL;

  perch_routes_watch_backends (self);
  builder = describe_backends (self->manager);
  perch_reply_end (request, builder);
}

/* GET /api/backends/{name} */
static void
get_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  PerchBackend *backend = find_backend (self, request);
  g_autoptr (JsonBuilder) builder = NULL;

  if (backend == NULL)
    return;
  perch_routes_watch_backends (self);
  builder = describe_backend (backend);
  perch_reply_end (request, builder);
}

static const char *
get_error_code (const GError *error)
{
  static const char *const codes[] = {
    [PERCH_BACKEND_ERROR_PROFILE] = "bad_profile",
    [PERCH_BACKEND_ERROR_NOT_FOUND] = "executable_not_found",
    [PERCH_BACKEND_ERROR_NOT_EXECUTABLE] = "not_executable",
    [PERCH_BACKEND_ERROR_SPAWN] = "spawn_failed",
    [PERCH_BACKEND_ERROR_EXITED] = "exited",
    [PERCH_BACKEND_ERROR_NOT_READY] = "not_ready",
    [PERCH_BACKEND_ERROR_LEFTOVERS] = "leftovers",
    [PERCH_BACKEND_ERROR_SUPERSEDED] = "superseded",
    [PERCH_BACKEND_ERROR_NOT_RUNNING] = "not_running",
    [PERCH_BACKEND_ERROR_TIMED_OUT] = "timed_out",
    [PERCH_BACKEND_ERROR_NO_METHOD] = "no_such_method",
    [PERCH_BACKEND_ERROR_CALL] = "backend_error",
    [PERCH_BACKEND_ERROR_GUARD] = "guard_failed",
  };

  if (error->domain != PERCH_BACKEND_ERROR || error->code < 0 ||
      (gsize) error->code >= G_N_ELEMENTS (codes))
    return "failed";
  return codes[error->code];
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchBackend *backend = PERCH_BACKEND (source);
  Change *change = user_data;
  g_autoptr (PerchRequest) request = change->request;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;
  guint status = SOUP_STATUS_INTERNAL_SERVER_ERROR;

  if (change->finish (backend, result, &error))
    {
      builder = describe_backend (backend);
      perch_routes_reply_change (request, builder);
    }
  else
    {
      if (g_error_matches (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SUPERSEDED))
        status = SOUP_STATUS_CONFLICT;
      perch_reply_failure (request, status, get_error_code (error), error->message,
                           perch_backend_get_last_error (backend));
    }
  g_free (change);
}

static Change *
change_new (PerchRequest *request, FinishFunc finish)
{
  Change *change = g_new0 (Change, 1);

  change->request = g_object_ref (request);
  change->finish = finish;
  return change;
}

/* The three below take no cancellable: what was asked for happens, whether or not the client waits
 * for the outcome. */

/* POST /api/backends/{name}/start */
static void
start_cb (PerchRequest *request, gpointer user_data)
{
  PerchBackend *backend = find_backend_to_change (user_data, request);

  if (backend != NULL)
    perch_backend_start_async (backend, NULL, changed_cb,
                               change_new (request, perch_backend_start_finish));
}

/* POST /api/backends/{name}/stop */
static void
stop_cb (PerchRequest *request, gpointer user_data)
{
  PerchBackend *backend = find_backend_to_change (user_data, request);

  if (backend != NULL)
    perch_backend_stop_async (backend, NULL, changed_cb,
                              change_new (request, perch_backend_stop_finish));
}

/* POST /api/backends/{name}/restart */
static void
restart_cb (PerchRequest *request, gpointer user_data)
{
  PerchBackend *backend = find_backend_to_change (user_data, request);

  if (backend != NULL)
    perch_backend_restart_async (backend, NULL, changed_cb,
                                 change_new (request, perch_backend_restart_finish));
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchBackendManager *manager = PERCH_BACKEND_MANAGER (source);
  g_autoptr (PerchRequest) request = user_data;
  g_autoptr (JsonBuilder) builder = NULL;

  perch_backend_manager_reload_finish (manager, result, NULL);
  builder = describe_backends (manager);
  perch_routes_reply_change (request, builder);
}

/* POST /api/config/reload: for who has just written a profile and does not want to wait until
 * that is noticed. */
static void
reload_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;

  if (perch_request_check_unused_body (request))
    perch_backend_manager_reload_async (self->manager, reloaded_cb, g_object_ref (request));
}

/* GET /api/backends/{name}/logs?tail=N */
static void
logs_cb (PerchRequest *request, gpointer user_data)
{
  PerchBackend *backend = find_backend (user_data, request);
  g_autoptr (JsonBuilder) builder = NULL;
  g_auto (GStrv) lines = NULL;
  guint tail = 0;

  if (backend == NULL ||
      !perch_request_parse_query_uint (request, "tail", DEFAULT_TAIL, MAX_TAIL, &tail))
    return;
  lines = perch_backend_dup_tail (backend, tail);
  builder = perch_reply_begin ();
  json_builder_set_member_name (builder, "lines");
  json_builder_begin_array (builder);
  for (gsize i = 0; lines[i] != NULL; i++)
    json_builder_add_string_value (builder, lines[i]);
  json_builder_end_array (builder);
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_backends:
 * @self: the routes
 * @router: where they are added
 *
 * Adds the routes that show and change the backends.
 */
void
perch_routes_add_backends (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "GET", "/api/backends", list_cb, 0 },
    { "GET", "/api/backends/{name}", get_cb, 0 },
    { "GET", "/api/backends/{name}/logs", logs_cb, 0 },
    { "POST", "/api/backends/{name}/restart", restart_cb, MAX_UNUSED_BODY },
    { "POST", "/api/backends/{name}/start", start_cb, MAX_UNUSED_BODY },
    { "POST", "/api/backends/{name}/stop", stop_cb, MAX_UNUSED_BODY },
    { "POST", "/api/config/reload", reload_cb, MAX_UNUSED_BODY },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
