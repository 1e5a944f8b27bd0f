/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-fan-out.h"

#include <string.h>

#include "tests/unit/app/raw-client.h"

/* More than the kernel keeps for a socket. */
#define BIG (4 * 1024 * 1024)

/* Who is sent to, and what it was told when it was dropped. */
typedef struct
{
  GSocket *sockets[2]; /* of the fan-out, and who reads it */
  guint n_dropped;
  guint64 cursor;
  gboolean is_broken;
  gsize rest;
} Member;

typedef struct
{
  PerchEventHub *hub;
  PerchEventFanOut *fan_out;
  Member one;
  Member two;
} Fixture;

static void
dropped_cb (gpointer user_data, guint64 cursor, const guint8 *rest, gsize length)
{
  Member *member = user_data;

  member->n_dropped++;
  member->cursor = cursor;
  member->is_broken = rest == NULL;
  member->rest = length;
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->hub = perch_event_hub_new ();
  fixture->fan_out = perch_event_fan_out_new (fixture->hub, dropped_cb);
  raw_pair (fixture->one.sockets);
  raw_pair (fixture->two.sockets);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  perch_event_fan_out_free (fixture->fan_out);
  perch_event_hub_free (fixture->hub);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_object (&fixture->one.sockets[i]);
      g_clear_object (&fixture->two.sockets[i]);
    }
}

static void
publish (Fixture *fixture, const char *name)
{
  const PerchEvent event = {
    .source = "test",
    .name = { name, strlen (name) },
    .payload = { "{}", 2 },
  };

  perch_event_hub_publish (fixture->hub, &event);
}

/* Returns: how large the event is */
static gsize
publish_big (Fixture *fixture)
{
  g_autofree char *name = g_strnfill (BIG, 'x');

  publish (fixture, name);
  return g_bytes_get_size (
      perch_event_hub_peek (fixture->hub, perch_event_hub_get_newest (fixture->hub)));
}

static void
add (Fixture *fixture, Member *member, guint batch)
{
  perch_event_fan_out_add (fixture->fan_out, batch, g_socket_get_fd (member->sockets[0]), member);
}

/* Asserts that @member has heard @expected now, each of it once and nothing else. */
static void
hear (Member *member, const char *const *expected)
{
  g_autoptr (GBytes) heard = raw_read_ready (member->sockets[1]);
  g_autofree char *text =
      g_utf8_make_valid (g_bytes_get_data (heard, NULL), (gssize) g_bytes_get_size (heard));
  g_auto (GStrv) parts = g_strsplit (text, "{\"event\":\"", -1);

  g_test_message ("%s", text);
  g_assert_cmpuint (g_strv_length (parts), ==, g_strv_length ((char **) expected) + 1);
  for (guint i = 0; expected[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (parts[i + 1], expected[i]));
}

static gboolean
hears_nothing (Member *member)
{
  return g_socket_get_available_bytes (member->sockets[1]) == 0;
}

static void
test_all (Fixture *fixture, gconstpointer user_data)
{
  add (fixture, &fixture->one, 0);
  add (fixture, &fixture->two, 0);
  publish (fixture, "first");
  publish (fixture, "second");
  perch_event_fan_out_pump (fixture->fan_out);
  hear (&fixture->one, (const char *const[]){ "first", "second", NULL });
  hear (&fixture->two, (const char *const[]){ "first", "second", NULL });

  perch_event_fan_out_pump (fixture->fan_out);
  g_assert_true (hears_nothing (&fixture->one));
}

static void
test_forms (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) object = NULL;
  g_autoptr (GBytes) array = NULL;

  add (fixture, &fixture->one, 0);
  add (fixture, &fixture->two, 7);
  publish (fixture, "tick");
  perch_event_fan_out_pump (fixture->fan_out);
  object = raw_read_ready (fixture->one.sockets[1]);
  array = raw_read_ready (fixture->two.sockets[1]);
  g_assert_cmpint (((const char *) g_bytes_get_data (object, NULL))[4], ==, '{');
  g_assert_cmpint (((const char *) g_bytes_get_data (array, NULL))[4], ==, '[');
}

static void
test_late (Fixture *fixture, gconstpointer user_data)
{
  g_test_summary ("Who comes later gets what comes later, though others have not been told yet.");

  add (fixture, &fixture->one, 0);
  publish (fixture, "before");
  add (fixture, &fixture->two, 0);
  publish (fixture, "after");
  perch_event_fan_out_pump (fixture->fan_out);
  hear (&fixture->one, (const char *const[]){ "before", "after", NULL });
  hear (&fixture->two, (const char *const[]){ "after", NULL });
}

static void
test_remove (Fixture *fixture, gconstpointer user_data)
{
  guint64 cursor = 0;

  add (fixture, &fixture->one, 0);
  add (fixture, &fixture->two, 0);
  publish (fixture, "tick");
  perch_event_fan_out_remove (fixture->fan_out, &fixture->one, &cursor);
  g_assert_cmpuint (cursor, ==, 1);
  perch_event_fan_out_pump (fixture->fan_out);
  g_assert_true (hears_nothing (&fixture->one));
  hear (&fixture->two, (const char *const[]){ "tick", NULL });

  perch_event_fan_out_remove (fixture->fan_out, &fixture->two, &cursor);
  g_assert_cmpuint (cursor, ==, 2);
  perch_event_fan_out_remove (fixture->fan_out, &fixture->two, &cursor);
  g_assert_cmpuint (cursor, ==, 2);
  publish (fixture, "tock");
  perch_event_fan_out_pump (fixture->fan_out);
  g_assert_true (hears_nothing (&fixture->two));
}

static void
test_alone (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) event = g_bytes_new_static ("{\"event\":\"beat\"}", 16);

  add (fixture, &fixture->one, 0);
  publish (fixture, "tick");
  perch_event_fan_out_send (fixture->fan_out, event);
  hear (&fixture->one, (const char *const[]){ "tick", "beat", NULL });
}

/* One after the other: what one does not take is not sent again to the next. */
static void
test_full (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) heard = NULL;
  gsize size = 0;

  add (fixture, &fixture->one, 0);
  add (fixture, &fixture->two, 0);
  size = publish_big (fixture);
  perch_event_fan_out_pump (fixture->fan_out);
  g_assert_cmpuint (fixture->one.n_dropped, ==, 1);
  g_assert_cmpuint (fixture->two.n_dropped, ==, 1);
  g_assert_cmpuint (fixture->one.cursor, ==, 2);
  g_assert_false (fixture->one.is_broken);
  heard = raw_read_ready (fixture->one.sockets[1]);
  g_assert_cmpuint (g_bytes_get_size (heard) + fixture->one.rest, ==, 10 + size);

  publish (fixture, "tick");
  perch_event_fan_out_pump (fixture->fan_out);
  g_assert_cmpuint (fixture->one.n_dropped, ==, 1);
  g_assert_true (hears_nothing (&fixture->one));
}

static void
test_no_room (Fixture *fixture, gconstpointer user_data)
{
  add (fixture, &fixture->one, 0);
  while (g_socket_send_with_blocking (fixture->one.sockets[0], "x", 1, FALSE, NULL, NULL) == 1)
    ;
  publish (fixture, "tick");
  perch_event_fan_out_pump (fixture->fan_out);
  g_assert_cmpuint (fixture->one.n_dropped, ==, 1);
  g_assert_false (fixture->one.is_broken);
  g_assert_cmpuint (fixture->one.rest, >, 0);
}

static void
test_broken (Fixture *fixture, gconstpointer user_data)
{
  add (fixture, &fixture->one, 0);
  add (fixture, &fixture->two, 0);
  g_clear_object (&fixture->one.sockets[1]);
  publish (fixture, "tick");
  perch_event_fan_out_pump (fixture->fan_out);
  g_assert_cmpuint (fixture->one.n_dropped, ==, 1);
  g_assert_true (fixture->one.is_broken);
  g_assert_cmpuint (fixture->two.n_dropped, ==, 0);
  hear (&fixture->two, (const char *const[]){ "tick", NULL });
}

static void
test_missed (Fixture *fixture, gconstpointer user_data)
{
  g_test_summary ("What is not kept any more can't be sent to all: each has to be told.");

  add (fixture, &fixture->one, 0);
  add (fixture, &fixture->two, 0);
  for (guint i = 0; i < PERCH_EVENT_HUB_KEPT + 1; i++)
    publish (fixture, "tick");
  perch_event_fan_out_pump (fixture->fan_out);
  g_assert_cmpuint (fixture->one.n_dropped, ==, 1);
  g_assert_cmpuint (fixture->two.n_dropped, ==, 1);
  g_assert_cmpuint (fixture->one.cursor, ==, 1);
  g_assert_cmpuint (fixture->one.rest, ==, 0);
  g_assert_false (fixture->one.is_broken);
  g_assert_true (hears_nothing (&fixture->one));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/event-fan-out/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("all", test_all);
  ADD ("forms", test_forms);
  ADD ("late", test_late);
  ADD ("remove", test_remove);
  ADD ("alone", test_alone);
  ADD ("full", test_full);
  ADD ("no-room", test_no_room);
  ADD ("broken", test_broken);
  ADD ("missed", test_missed);
#undef ADD
  return g_test_run ();
}
