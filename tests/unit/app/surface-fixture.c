/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/surface-fixture.h"

#include "app/server/reply.h"
#include "tests/unit/app/raw-client.h"

static void
plain_cb (PerchRequest *request, gpointer user_data)
{
  SurfaceFixture *fixture = user_data;
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  fixture->n_handled++;
  json_builder_set_member_name (builder, "trace_id");
  json_builder_add_string_value (builder, perch_request_get_trace_id (request));
  perch_reply_end (request, builder);
}

static void
name_cb (PerchRequest *request, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = NULL;
  guint tail = 0;

  if (!perch_request_parse_query_uint (request, "tail", 5, 100, &tail))
    return;
  builder = perch_reply_begin ();
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, perch_request_get_param (request, 0));
  json_builder_set_member_name (builder, "tail");
  json_builder_add_int_value (builder, tail);
  perch_reply_end (request, builder);
}

static void
echo_cb (PerchRequest *request, gpointer user_data)
{
  g_autoptr (JsonNode) node = perch_request_parse_body (request);

  ((SurfaceFixture *) user_data)->n_handled++;
  if (node != NULL)
    perch_reply_json (request, SOUP_STATUS_OK, node);
}

static void
later_cb (PerchRequest *request, gpointer user_data)
{
  g_set_object (&((SurfaceFixture *) user_data)->waiting, request);
}

static const PerchRoute routes[] = {
  { "GET", "/plain", plain_cb, 0 }, { "GET", "/name/{name}", name_cb, 0 },
  { "POST", "/echo", echo_cb, 0 },  { "POST", "/small", echo_cb, 16 },
  { "GET", "/later", later_cb, 0 }, { "POST", "/later", later_cb, 0 },
};

/**
 * surface_fixture_set_up:
 * @limits: (nullable): a #PerchLimits; %NULL for the usual
 */
void
surface_fixture_set_up (SurfaceFixture *fixture, gconstpointer limits)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;

  fixture->surface = perch_surface_new ("test", limits);
  perch_router_add (perch_surface_get_router (fixture->surface), routes, G_N_ELEMENTS (routes),
                    fixture);
  g_assert_true (perch_surface_listen (fixture->surface, address, &error));
  g_assert_no_error (error);
}

GSocketAddress *
surface_fixture_get_address (SurfaceFixture *fixture)
{
  return perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface));
}

/* Returns: whether all connections are closed; for raw_wait() */
gboolean
surface_fixture_is_empty (gpointer fixture)
{
  PerchSurface *surface = ((SurfaceFixture *) fixture)->surface;

  return perch_acceptor_get_n_open (perch_surface_get_acceptor (surface)) == 0;
}

void
surface_fixture_tear_down (SurfaceFixture *fixture, gconstpointer limits)
{
  g_clear_object (&fixture->waiting);
  raw_wait (surface_fixture_is_empty, fixture);
  g_clear_pointer (&fixture->surface, perch_surface_free);
}
