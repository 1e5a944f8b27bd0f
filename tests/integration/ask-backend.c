/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Speaks to a server as Perch does, for tests and benchmarks that bring the server:
 *
 *     ask-backend pipe|rpc|http ADDRESS [SECRET]
 *
 * Each line on stdin is an order, its words with tabs between them; ID comes back with the answer:
 *
 *     ID call METHOD TIMEOUT_MS [PARAMS]
 *     ID ping TIMEOUT_MS
 *     ID floats HANDLE DIMENSIONS TIMEOUT_MS     answers shape and sum
 *     ID repeat METHOD TIMES AT_ONCE [PARAMS]    answers how often it went wrong, and microseconds
 *     ID repeat-floats HANDLE TIMES
 *     ID cancel OTHER_ID
 *
 * An answer is a line of JSON: {"id", "result"} or {"id", "error": {"code", "message"}}. */

#include <gio/gunixinputstream.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "backend-manager/backend-client.h"
#include "backend-manager/error.h"

#define PATIENCE_MS 60000

typedef struct
{
  PerchBackendClient *client;
  GHashTable *cancellables; /* (element-type utf8 GCancellable) */
  GMainLoop *loop;
} Asker;

typedef struct
{
  Asker *asker;
  char *id;
  char *method;
  GBytes *params; /* (nullable) */
  guint todo; /* calls that have not begun */
  guint in_flight;
  guint n_errors;
  gint64 begun_us;
  GArray *took_us; /* (element-type gint64) */
} Repeat;

typedef struct
{
  Repeat *repeat;
  gint64 begun_us;
} Once;

/* @result is JSON. */
static void
print_result (const char *id, const char *result, gssize length)
{
  printf ("{\"id\":\"%s\",\"result\":%.*s}\n", id,
          length < 0 ? (int) strlen (result) : (int) length, result);
  fflush (stdout);
}

static void
print_error (const char *id, const GError *error)
{
  g_autoptr (JsonNode) message = json_node_init_string (json_node_alloc (), error->message);
  g_autofree char *quoted = json_to_string (message, FALSE);

  printf ("{\"id\":\"%s\",\"error\":{\"code\":\"%s-%d\",\"message\":%s}}\n", id,
          error->domain == PERCH_BACKEND_ERROR ? "backend" : "io", error->code, quoted);
  fflush (stdout);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *id = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer =
      perch_backend_client_call_finish (PERCH_BACKEND_CLIENT (source), result, &error);

  if (answer == NULL)
    print_error (id, error);
  else
    print_result (id, g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer));
}

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *id = user_data;
  g_autoptr (GError) error = NULL;

  if (perch_backend_client_ping_finish (PERCH_BACKEND_CLIENT (source), result, &error))
    print_result (id, "true", -1);
  else
    print_error (id, error);
}

static void
floats_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *id = user_data;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  guint rows = 0;
  guint columns = 0;
  double sum = 0;
  g_autoptr (GBytes) values = perch_backend_client_floats_finish (PERCH_BACKEND_CLIENT (source),
                                                                  result, &rows, &columns, &error);

  if (values == NULL)
    {
      print_error (id, error);
      return;
    }
  for (gsize i = 0; i < g_bytes_get_size (values) / sizeof sum; i++)
    sum += ((const double *) g_bytes_get_data (values, NULL))[i];
  text = g_strdup_printf ("{\"rows\":%u,\"columns\":%u,\"sum\":%.17g}", rows, columns, sum);
  print_result (id, text, -1);
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static void
end_repeat (Repeat *repeat)
{
  GArray *took = repeat->took_us;
  gint64 all_us = g_get_monotonic_time () - repeat->begun_us;
  g_autofree char *text = NULL;

  g_array_sort (took, compare_times);
  text = g_strdup_printf ("{\"errors\":%u,\"all_us\":%" G_GINT64_FORMAT
                          ",\"p50_us\":%" G_GINT64_FORMAT ",\"p99_us\":%" G_GINT64_FORMAT "}",
                          repeat->n_errors, all_us, g_array_index (took, gint64, took->len / 2),
                          g_array_index (took, gint64, took->len * 99 / 100));
  print_result (repeat->id, text, -1);
  g_array_unref (took);
  g_clear_pointer (&repeat->params, g_bytes_unref);
  g_free (repeat->method);
  g_free (repeat->id);
  g_free (repeat);
}

static void go_on (Repeat *repeat);

static void
repeated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Once *once = user_data;
  Repeat *repeat = once->repeat;
  gint64 took_us = g_get_monotonic_time () - once->begun_us;
  g_autoptr (GBytes) answer =
      g_str_equal (repeat->method, "floats")
          ? perch_backend_client_floats_finish (PERCH_BACKEND_CLIENT (source), result, NULL, NULL,
                                                NULL)
          : perch_backend_client_call_finish (PERCH_BACKEND_CLIENT (source), result, NULL);

  repeat->n_errors += answer == NULL;
  g_array_append_val (repeat->took_us, took_us);
  repeat->in_flight--;
  go_on (repeat);
}

static void
go_on (Repeat *repeat)
{
  if (repeat->todo > 0)
    {
      Once *once = g_new0 (Once, 1);

      once->repeat = repeat;
      once->begun_us = g_get_monotonic_time ();
      repeat->todo--;
      repeat->in_flight++;
      if (g_str_equal (repeat->method, "floats"))
        perch_backend_client_floats_async (repeat->asker->client,
                                           g_bytes_get_data (repeat->params, NULL), 1, PATIENCE_MS,
                                           NULL, repeated_cb, once);
      else
        perch_backend_client_call_async (repeat->asker->client, repeat->method, repeat->params,
                                         NULL, PATIENCE_MS, NULL, repeated_cb, once);
    }
  else if (repeat->in_flight == 0)
    end_repeat (repeat);
}

/* @params is (transfer full) (nullable). */
static void
begin_repeat (
    Asker *asker, const char *id, const char *method, GBytes *params, guint times, guint at_once)
{
  Repeat *repeat = g_new0 (Repeat, 1);

  repeat->asker = asker;
  repeat->id = g_strdup (id);
  repeat->method = g_strdup (method);
  repeat->params = params;
  repeat->took_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  repeat->todo = times;
  repeat->begun_us = g_get_monotonic_time ();
  for (guint i = 0; i < MIN (times, at_once); i++)
    go_on (repeat);
}

static guint
read_number (const char *word)
{
  return (guint) g_ascii_strtoull (word, NULL, 10);
}

static GBytes *
read_params (const char *word)
{
  return word == NULL ? NULL : g_bytes_new (word, strlen (word));
}

static void
obey (Asker *asker, char **words)
{
  const char *id = words[0];
  const char *order = words[1];
  GCancellable *cancellable = g_cancellable_new ();

  g_hash_table_replace (asker->cancellables, g_strdup (id), cancellable);
  if (g_str_equal (order, "call"))
    {
      g_autoptr (GBytes) params = read_params (words[4]);

      perch_backend_client_call_async (asker->client, words[2], params, NULL,
                                       read_number (words[3]), cancellable, called_cb,
                                       g_strdup (id));
    }
  else if (g_str_equal (order, "ping"))
    perch_backend_client_ping_async (asker->client, read_number (words[2]), cancellable, pinged_cb,
                                     g_strdup (id));
  else if (g_str_equal (order, "floats"))
    perch_backend_client_floats_async (asker->client, words[2], read_number (words[3]),
                                       read_number (words[4]), cancellable, floats_cb,
                                       g_strdup (id));
  else if (g_str_equal (order, "repeat"))
    begin_repeat (asker, id, words[2], read_params (words[5]), read_number (words[3]),
                  read_number (words[4]));
  else if (g_str_equal (order, "repeat-floats"))
    begin_repeat (asker, id, "floats", g_bytes_new (words[2], strlen (words[2]) + 1),
                  read_number (words[3]), 1);
  else if (g_str_equal (order, "cancel"))
    g_cancellable_cancel (g_hash_table_lookup (asker->cancellables, words[2]));
}

static void read_order (Asker *asker, GDataInputStream *input);

static void
order_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asker *asker = user_data;
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);
  g_auto (GStrv) words = line != NULL ? g_strsplit (line, "\t", -1) : NULL;

  if (words == NULL)
    {
      g_main_loop_quit (asker->loop);
      return;
    }
  obey (asker, words);
  read_order (asker, input);
}

static void
read_order (Asker *asker, GDataInputStream *input)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, order_cb, asker);
}

static PerchBackendEndpoint *
make_endpoint (const char *kind, const char *address, const char *secret)
{
  guint16 port = (guint16) g_ascii_strtoull (address, NULL, 10);

  if (g_str_equal (kind, "pipe"))
    return perch_backend_endpoint_new_for_socket (address, secret);
  return perch_backend_endpoint_new_for_port (g_str_equal (kind, "rpc") ? PERCH_BACKEND_KIND_RPC
                                                                        : PERCH_BACKEND_KIND_HTTP,
                                              port, secret, "/health");
}

/* Returns: (transfer full): where it is when this program is where the build puts it */
static char *
locate_rpc_module (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program);

  return g_build_filename (folder, "../../backend-manager/rpc/perch-rpc.so", NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (PerchBackendEndpoint) endpoint = NULL;
  g_autoptr (GInputStream) stdin_stream = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  g_autofree char *rpc_module = locate_rpc_module ();
  g_autoptr (GError) error = NULL;
  Asker asker = { 0 };

  if (argc < 3)
    {
      fprintf (stderr, "Usage: ask-backend pipe|rpc|http ADDRESS [SECRET]\n");
      return 2;
    }
  endpoint = make_endpoint (argv[1], argv[2], argc > 3 ? argv[3] : NULL);
  asker.client = perch_backend_client_new (endpoint, rpc_module, &error);
  if (asker.client == NULL)
    {
      print_error ("start", error);
      return 1;
    }
  asker.loop = g_main_loop_new (NULL, FALSE);
  asker.cancellables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  stdin_stream = g_unix_input_stream_new (0, FALSE);
  input = g_data_input_stream_new (stdin_stream);
  read_order (&asker, input);
  g_main_loop_run (asker.loop);
  g_object_unref (asker.client);
  g_hash_table_unref (asker.cancellables);
  g_main_loop_unref (asker.loop);
  return 0;
}
