/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/object-service.h"

/* Computes with numpy in a backend: makes a table of random numbers there, has the length of each
 * row computed, and fetches these.
 *
 *   PERCH_SECRET=abc resources/python/http_server.py --port 8000 &
 *   PERCH_SECRET=abc build/backend-manager/examples/norms http 8000
 *
 * or with `pipe` and the path of a socket, or `rpc`, a port and the path of perch-rpc.so. */

#define N_ROWS 5
#define N_COLUMNS 1000

typedef struct
{
  PerchObjectService *service; /* (owned) */
  PerchRemoteObject *numpy; /* (owned) (nullable) */
  PerchRemoteObject *table; /* (owned) (nullable) */
  PerchRemoteObject *norms; /* (owned) (nullable) */
  GMainLoop *loop; /* (owned) */
  int status;
} Norms;

static void
end (Norms *self, const GError *error)
{
  if (error != NULL)
    g_printerr ("norms: %s\n", error->message);
  self->status = error != NULL;
  g_main_loop_quit (self->loop);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Norms *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) values = NULL;
  const double *numbers = NULL;
  guint n_numbers = 0;

  values = perch_remote_object_get_floats_finish (self->norms, result, NULL, &n_numbers, &error);
  if (values != NULL)
    numbers = g_bytes_get_data (values, NULL);
  for (guint i = 0; i < n_numbers; i++)
    g_print ("%.3f\n", numbers[i]);
  end (self, error);
}

static void
computed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Norms *self = user_data;
  g_autoptr (GError) error = NULL;

  self->norms = perch_remote_object_create_finish (self->numpy, result, &error);
  if (self->norms != NULL)
    perch_remote_object_get_floats_async (self->norms, 1, NULL, fetched_cb, self);
  else
    end (self, error);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Norms *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchObjectArguments) arguments = perch_object_arguments_new ();
  g_autoptr (JsonNode) reference = NULL;

  self->table = perch_remote_object_create_finish (self->numpy, result, &error);
  if (self->table == NULL)
    {
      end (self, error);
      return;
    }
  reference = perch_remote_object_to_json (self->table);
  perch_object_arguments_add (arguments, NULL, reference);
  perch_object_arguments_add_variant (arguments, "axis", g_variant_new_int32 (1));
  perch_remote_object_create_async (self->numpy, "linalg.norm", arguments, NULL, computed_cb, self);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Norms *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchObjectArguments) size = perch_object_arguments_new ();

  self->numpy = perch_object_service_import_finish (self->service, result, &error);
  if (self->numpy == NULL)
    {
      end (self, error);
      return;
    }
  perch_object_arguments_add_variant (size, NULL, g_variant_new ("(ii)", N_ROWS, N_COLUMNS));
  perch_remote_object_create_async (self->numpy, "random.random_sample", size, NULL, made_cb, self);
}

/* Returns: (transfer full) (nullable): the way to the server that the command line names */
static PerchBackendClient *
open_client (char **argv, GError **error)
{
  const char *secret = g_getenv ("PERCH_SECRET");
  g_autoptr (PerchBackendEndpoint) endpoint = NULL;

  if (g_str_equal (argv[1], "pipe"))
    endpoint = perch_backend_endpoint_new_for_socket (argv[2], secret);
  else
    {
      PerchBackendKind kind =
          g_str_equal (argv[1], "rpc") ? PERCH_BACKEND_KIND_RPC : PERCH_BACKEND_KIND_HTTP;
      guint64 port = 0;

      if (!g_ascii_string_to_unsigned (argv[2], 10, 1, G_MAXUINT16, &port, error))
        return NULL;
      endpoint = perch_backend_endpoint_new_for_port (kind, (guint16) port, secret, "/health");
    }
  return perch_backend_client_new (endpoint, argv[3], error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (PerchBackendClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Norms self = { .loop = loop };

  if (argc == 3 || argc == 4)
    client = open_client (argv, &error);
  if (client == NULL)
    {
      g_printerr ("norms: %s\n", error != NULL
                                     ? error->message
                                     : "KIND and PORT or PATH, please, and for rpc MODULE");
      return 2;
    }
  self.service = perch_object_service_new (client);
  perch_object_service_import_async (self.service, "numpy", NULL, imported_cb, &self);
  g_main_loop_run (loop);

  g_clear_object (&self.norms);
  g_clear_object (&self.table);
  g_clear_object (&self.numpy);
  g_clear_object (&self.service);
  return self.status;
}
