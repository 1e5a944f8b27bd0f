/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/integration/object-fixture.h"

#include <signal.h>

#define PYTHON "/usr/bin/python3"
#define SECRET "only for this test"

static char *
find_script (PerchBackendKind kind)
{
  g_autofree char *name = g_strconcat (perch_backend_kind_to_string (kind), "_server.py", NULL);

  return g_build_filename (g_getenv ("PERCH_TOP_SRCDIR"), "resources", "python", name, NULL);
}

/* Returns: the port, or 0 for a socket */
static guint16
wait_until_ready (GSubprocess *server)
{
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) message = NULL;
  g_autofree char *line = NULL;

  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  message = json_from_string (line, &error);
  g_assert_no_error (error);
  return (guint16) json_object_get_int_member_with_default (json_node_get_object (message), "port",
                                                            0);
}

void
object_fixture_set_up (ObjectFixture *fixture, gconstpointer data)
{
  PerchBackendKind kind = GPOINTER_TO_UINT (data);
  const char *folder = perch_scratch_init (&fixture->scratch);
  g_autofree char *path = g_build_filename (folder, "server.sock", NULL);
  g_autofree char *script = find_script (kind);
  g_autofree char *rpc_module =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "backend-manager/rpc/perch-rpc.so", NULL);
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autoptr (PerchBackendEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port = 0;

  g_subprocess_launcher_setenv (launcher, "PERCH_SECRET", SECRET, TRUE);
  g_subprocess_launcher_setenv (launcher, "PERCH_SOCKET", path, TRUE);
  fixture->server = g_subprocess_launcher_spawn (launcher, &error, PYTHON, "-B", script, NULL);
  g_assert_no_error (error);
  port = wait_until_ready (fixture->server);

  endpoint = kind == PERCH_BACKEND_KIND_PIPE
                 ? perch_backend_endpoint_new_for_socket (path, SECRET)
                 : perch_backend_endpoint_new_for_port (kind, port, SECRET, "/health");
  fixture->client = perch_backend_client_new (endpoint, rpc_module, &error);
  g_assert_no_error (error);
  fixture->service = perch_object_service_new (fixture->client);
}

void
object_fixture_tear_down (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) over = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "The test is over");
  g_autoptr (GError) error = NULL;

  perch_backend_client_close (fixture->client, over);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->service);
  g_assert_finalize_object (fixture->client);
  g_subprocess_send_signal (fixture->server, SIGTERM);
  g_subprocess_wait_check (fixture->server, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (fixture->server);
  perch_scratch_clear (&fixture->scratch);
}

void
object_fixture_keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

GAsyncResult *
object_fixture_wait (GAsyncResult **kept)
{
  while (*kept == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *kept;
}

PerchRemoteObject *
object_fixture_import (ObjectFixture *fixture, const char *name)
{
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GError) error = NULL;
  PerchRemoteObject *module = NULL;

  perch_object_service_import_async (fixture->service, name, NULL, object_fixture_keep_cb, &kept);
  module =
      perch_object_service_import_finish (fixture->service, object_fixture_wait (&kept), &error);
  g_assert_no_error (error);
  return module;
}

PerchObjectResult *
object_fixture_eval (ObjectFixture *fixture,
                     const char *expression,
                     PerchObjectArguments *locals,
                     GError **error)
{
  g_autoptr (GAsyncResult) kept = NULL;

  perch_object_service_eval_async (fixture->service, expression, locals, NULL,
                                   object_fixture_keep_cb, &kept);
  return perch_object_service_eval_finish (fixture->service, object_fixture_wait (&kept), error);
}
