/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/reply-text.h"

#include <string.h>

#include "app/server/reply.h"
#include "app/server/surface.h"
#include "tests/unit/app/raw-client.h"

static void
bytes_cb (PerchRequest *request, gpointer user_data)
{
  SoupServerMessage *message = perch_request_get_message (request);
  gsize length = (gsize) g_ascii_strtoull (perch_request_get_param (request, 0), NULL, 10);
  g_autofree char *text = g_strnfill (length, 'x');
  g_autoptr (GBytes) body = g_bytes_new (text, length);

  soup_message_headers_append (soup_server_message_get_response_headers (message), "X-Own", "a, b");
  perch_reply_bytes (request, SOUP_STATUS_OK, "text/plain", body);
}

static void
assert_reply (PerchSurface *surface, const char *method, gsize length)
{
  g_autofree char *request =
      g_strdup_printf ("%s /bytes/%" G_GSIZE_FORMAT " HTTP/1.1\r\nHost: p\r\n\r\n", method, length);
  g_autofree char *line = g_strdup_printf ("\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n", length);
  GSocketAddress *address = perch_acceptor_get_address (perch_surface_get_acceptor (surface));
  g_autofree char *reply = raw_exchange (address, request);
  g_auto (GStrv) parts = g_strsplit (reply, "\r\n\r\n", 2);

  g_test_message ("%s, %" G_GSIZE_FORMAT " bytes", method, length);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_assert_cmpuint (strlen (parts[1]), ==, g_str_equal (method, "GET") ? length : 0);
  g_assert_cmpuint (strspn (parts[1], "x"), ==, strlen (parts[1]));
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (reply, line));
  g_assert_nonnull (strstr (reply, "\r\nX-Own: a, b\r\n"));
  g_assert_nonnull (strstr (reply, "\r\nContent-Type: text/plain\r\n"));
  g_assert_nonnull (strstr (reply, "\r\nDate: "));
  g_assert_nonnull (strstr (reply, "\r\nConnection: close\r\n"));
  g_assert_nonnull (strstr (reply, "\r\nCache-Control: no-store\r\n"));
  g_assert_nonnull (strstr (reply, "\r\nX-Content-Type-Options: nosniff\r\n"));
}

static void
test_sizes (void)
{
  static const PerchRoute routes[] = { { "GET", "/bytes/{length}", bytes_cb, 0 } };
  static const gsize sizes[] = { 0, 1, 4095, 8191, 8192, 8193, 65536, 4 * 1024 * 1024 };
  g_autoptr (PerchSurface) surface = perch_surface_new ("test", NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GError) error = NULL;

  g_test_summary ("A reply looks the same whether it goes out in one piece or through libsoup.");

  perch_router_add (perch_surface_get_router (surface), routes, G_N_ELEMENTS (routes), NULL);
  g_assert_true (perch_surface_listen (surface, address, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      assert_reply (surface, "GET", sizes[i]);
      assert_reply (surface, "HEAD", sizes[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply-text/sizes", test_sizes);
  return g_test_run ();
}
