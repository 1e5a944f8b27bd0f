/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "app/server/reply.h"
#include "app/server/surface.h"
#include "tests/unit/app/raw-client.h"

typedef struct
{
  char *folder;
  PerchSurface *surface;
  GSocketAddress *address;
  guint n_handled;
} Fixture;

static void
handler (PerchRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  fixture->n_handled++;
  perch_reply_end (request, builder);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  static const PerchRoute routes[] = { { .method = "POST", .pattern = "/", .handler = handler } };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("perch-test-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "sock", NULL);
  fixture->address = g_unix_socket_address_new (path);
  fixture->surface = perch_surface_new ("test", NULL);
  perch_router_add (perch_surface_get_router (fixture->surface), routes, G_N_ELEMENTS (routes),
                    fixture);
  g_assert_true (perch_surface_listen (fixture->surface, fixture->address, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "sock", NULL);

  perch_surface_free (fixture->surface);
  g_object_unref (fixture->address);
  g_remove (path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static char *
ask (Fixture *fixture, const char *headers)
{
  g_autofree char *request = g_strconcat ("POST / HTTP/1.1\r\nHost: p\r\n"
                                          "Content-Type: application/json\r\n",
                                          headers, "\r\n{}", NULL);

  g_test_message ("%s", headers);
  return raw_exchange (fixture->address, request);
}

static void
test_sound (Fixture *fixture, gconstpointer user_data)
{
  static const char *const headers[] = { "", "Content-Length: 2\r\n", "Content-Length: 0002\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *reply = ask (fixture, headers[i]);

      g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 "));
    }
  g_assert_cmpuint (fixture->n_handled, ==, G_N_ELEMENTS (headers));
}

static void
test_ambiguous (Fixture *fixture, gconstpointer user_data)
{
  static const char *const headers[] = {
    "Content-Length: 2\r\nContent-Length: 30\r\n",
    "Content-Length: 2\r\nContent-Length: 2\r\n",
    "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
    "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
    "Content-Length: -1\r\n",
    "Content-Length: +2\r\n",
    "Content-Length: 99999999999999999999\r\n",
    "Content-Length: 9999999999999999999\r\n",
    "Content-Length: 2,2\r\n",
    "Content-Length: \r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *reply = ask (fixture, headers[i]);

      g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 400 "));
    }
  g_assert_cmpuint (fixture->n_handled, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/framing/sound", Fixture, NULL, set_up, test_sound, tear_down);
  g_test_add ("/framing/ambiguous", Fixture, NULL, set_up, test_ambiguous, tear_down);
  return g_test_run ();
}
