/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/caller-finder.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "app/server/reply.h"
#include "app/server/surface.h"
#include "tests/unit/app/raw-client.h"

/* A surface that tells everybody who they are. */
typedef struct
{
  PerchSurface *surface;
  PerchCallerFinder *finder;
  GSocketAddress *address;
  char *folder; /* (nullable): of a Unix socket */
  guint n_asked;
  guint n_found;
} Fixture;

typedef struct
{
  Fixture *fixture;
  PerchRequest *request;
} Question;

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (PerchRequest) request = question->request;
  g_autoptr (PerchCaller) caller = perch_caller_finder_find_finish (result);
  g_autofree char *text = perch_caller_describe (caller);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  question->fixture->n_found++;
  perch_reply_bytes (request, SOUP_STATUS_OK, "text/plain", body);
}

static void
who_cb (PerchRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  Question *question = g_new0 (Question, 1);

  question->fixture = fixture;
  question->request = g_object_ref (request);
  fixture->n_asked++;
  perch_caller_finder_find_async (fixture->finder, request, found_cb, question);
}

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  static const PerchRoute routes[] = { { "GET", "/who", who_cb, 0 } };
  const char *host = user_data;
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->finder = perch_caller_finder_new ();
  fixture->surface = perch_surface_new ("test", NULL);
  perch_router_add (perch_surface_get_router (fixture->surface), routes, 1, fixture);
  if (host != NULL)
    wanted = g_inet_socket_address_new_from_string (host, 0);
  else
    {
      fixture->folder = g_dir_make_tmp ("perch-test-XXXXXX", NULL);
      path = g_build_filename (fixture->folder, "socket", NULL);
      wanted = g_unix_socket_address_new (path);
    }
  perch_surface_listen (fixture->surface, wanted, &error);
  g_assert_no_error (error);
  fixture->address =
      g_object_ref (perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface)));
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = NULL;

  perch_surface_free (fixture->surface);
  if (fixture->finder != NULL)
    perch_caller_finder_free (fixture->finder);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->address);
  if (fixture->folder == NULL)
    return;
  path = g_build_filename (fixture->folder, "socket", NULL);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static char *
get_us (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  return g_strdup_printf ("\r\n\r\ntest-caller-finder (pid %d, %s)", getpid (), self);
}

static void
test_us (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *us = get_us ();
  g_autofree char *reply = raw_exchange (fixture->address, "GET /who HTTP/1.1\r\nHost: p\r\n\r\n");

  g_test_message ("%s", reply);
  g_assert_true (g_str_has_suffix (reply, us));
}

static gboolean
has_three (gpointer user_data)
{
  return ((Fixture *) user_data)->n_found == 3;
}

static void
send_three (Fixture *fixture, GSocket **clients)
{
  for (guint i = 0; i < 3; i++)
    {
      clients[i] = raw_connect (fixture->address);
      raw_send (clients[i], "GET /who HTTP/1.1\r\nHost: p\r\n\r\n");
    }
}

static void
test_several (Fixture *fixture, gconstpointer user_data)
{
  GSocket *clients[3] = { NULL };
  g_autofree char *us = get_us ();

  send_three (fixture, clients);
  raw_wait (has_three, fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *reply = raw_read_all (clients[i]);

      g_assert_true (g_str_has_suffix (reply, us));
      g_object_unref (clients[i]);
    }
}

static gboolean
is_asked (gpointer user_data)
{
  return ((Fixture *) user_data)->n_asked > 0;
}

static void
test_freed_meanwhile (Fixture *fixture, gconstpointer user_data)
{
  GSocket *clients[3] = { NULL };

  g_test_summary ("Everybody hears something, even if it is that nobody knows them.");

  send_three (fixture, clients);
  raw_wait (is_asked, fixture);
  g_clear_pointer (&fixture->finder, perch_caller_finder_free);
  fixture->finder = perch_caller_finder_new ();
  raw_wait (has_three, fixture);
  for (guint i = 0; i < 3; i++)
    g_object_unref (clients[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, host, func)                                                                      \
  g_test_add ("/caller-finder/" name, Fixture, host, setup, func, teardown)
  ADD ("unix", NULL, test_us);
  ADD ("tcp", "127.0.0.1", test_us);
  ADD ("several", "127.0.0.1", test_several);
  ADD ("freed-meanwhile", "127.0.0.1", test_freed_meanwhile);
  return g_test_run ();
}
