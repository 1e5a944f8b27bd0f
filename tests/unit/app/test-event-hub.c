/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-hub.h"

#include <string.h>

typedef struct
{
  PerchEventHub *hub;
  guint64 cursor;
  guint n_calls;
  guint64 longest;
  gboolean leaves;
} Reader;

static void
publish (PerchEventHub *hub, guint count, gsize size)
{
  g_autofree char *text = g_strnfill (size, 'x');
  g_autofree char *line = g_strdup_printf ("{\"x\":\"%s\"}", text);
  const PerchEvent event = {
    .source = "main",
    .name = { "tick", 4 },
    .payload = { line, strlen (line) },
  };

  for (guint i = 0; i < count; i++)
    perch_event_hub_publish (hub, &event);
}

static void
news_cb (gpointer user_data)
{
  Reader *reader = user_data;
  guint64 newest = perch_event_hub_get_newest (reader->hub);

  reader->n_calls++;
  g_assert_cmpuint (perch_event_hub_get_oldest (reader->hub), <=, reader->cursor);
  reader->longest = MAX (reader->longest, newest + 1 - reader->cursor);
  reader->cursor = newest + 1;
  if (reader->leaves)
    perch_event_hub_remove_listener (reader->hub, reader);
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_keep (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  const char *json = NULL;

  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, 0);
  g_assert_cmpuint (perch_event_hub_get_oldest (hub), ==, 1);
  publish (hub, PERCH_EVENT_HUB_KEPT + 10, 1);
  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, PERCH_EVENT_HUB_KEPT + 10);
  g_assert_cmpuint (perch_event_hub_get_oldest (hub), ==, 11);
  json = g_bytes_get_data (perch_event_hub_peek (hub, 11), NULL);
  g_assert_nonnull (strstr (json, "\"seq\":11,"));
  g_assert_false (g_main_context_pending (NULL));
}

static void
test_first (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  const char *json = NULL;

  g_test_summary ("Numbers may go on where those of another one ended.");

  perch_event_hub_set_first (hub, 5000);
  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, 4999);
  publish (hub, 3, 1);
  g_assert_cmpuint (perch_event_hub_get_first (hub), ==, 5000);
  g_assert_cmpuint (perch_event_hub_get_oldest (hub), ==, 5000);
  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, 5002);
  json = g_bytes_get_data (perch_event_hub_peek (hub, 5002), NULL);
  g_assert_nonnull (strstr (json, "\"seq\":5002,"));
}

static void
test_keep_bytes (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();

  publish (hub, 20, 1024 * 1024);
  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, 20);
  g_assert_cmpuint (perch_event_hub_get_oldest (hub), ==, 20 - 15 + 1);
}

static void
test_announce (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  g_autoptr (JsonNode) payload = json_from_string ("{\"event\":\"b\",\"a\":1}", NULL);
  const char *json = NULL;

  perch_event_hub_announce (hub, "a\"b", "0af7651916cd43dd8448eb211c80319c", payload);
  json = g_bytes_get_data (perch_event_hub_peek (hub, 1), NULL);
  g_assert_true (g_str_has_prefix (json, "{\"event\":\"a\\\"b\",\"source\":\"perch\","));
  g_assert_nonnull (strstr (json, "\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\""));
  g_assert_nonnull (strstr (json, "\"payload\":{\"event\":\"b\",\"a\":1}}"));
}

static void
test_burst (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  Reader reader = { .hub = hub, .cursor = 1 };

  g_test_summary ("Of a burst, a reader loses nothing, and gets half of what is kept in a turn.");

  perch_event_hub_add_listener (hub, news_cb, &reader);
  publish (hub, 3000, 1);
  g_assert_cmpuint (reader.n_calls, ==, 0);
  iterate ();
  g_assert_cmpuint (reader.cursor, ==, 3001);
  g_assert_cmpuint (reader.longest, ==, PERCH_EVENT_HUB_KEPT / 2);
  g_assert_cmpuint (reader.n_calls, ==, 6);
  g_assert_false (g_main_context_pending (NULL));
  perch_event_hub_remove_listener (hub, &reader);
}

static void
test_endless_burst (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  Reader reader = { .hub = hub, .cursor = 1 };

  perch_event_hub_add_listener (hub, news_cb, &reader);
  publish (hub, 20000, 1);
  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, 20000 - 4 * PERCH_EVENT_HUB_KEPT);
  perch_event_hub_remove_listener (hub, &reader);
  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, 20000);
  g_assert_false (g_main_context_pending (NULL));
}

static void
test_tell (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  Reader reader = { .hub = hub, .cursor = 1 };

  g_test_summary ("Readers are told at once, but once in a turn; the rest they hear in the next.");

  perch_event_hub_tell (hub);
  perch_event_hub_add_listener (hub, news_cb, &reader);
  perch_event_hub_tell (hub);
  g_assert_cmpuint (reader.n_calls, ==, 0);
  for (guint turn = 0; turn < 3; turn++)
    {
      reader.n_calls = 0;
      publish (hub, 2, 1);
      perch_event_hub_tell (hub);
      g_assert_cmpuint (reader.n_calls, ==, 1);
      publish (hub, 2, 1);
      perch_event_hub_tell (hub);
      g_assert_cmpuint (reader.n_calls, ==, 1);
      iterate ();
      g_assert_cmpuint (reader.n_calls, ==, 2);
    }
  g_assert_cmpuint (reader.cursor, ==, 13);
  publish (hub, 1, 1);
  perch_event_hub_tell (hub);
  g_assert_cmpuint (reader.cursor, ==, 14);
  g_assert_false (g_main_context_pending (NULL));
  perch_event_hub_remove_listener (hub, &reader);
}

static void
test_tell_burst (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  Reader reader = { .hub = hub, .cursor = 1 };

  perch_event_hub_add_listener (hub, news_cb, &reader);
  for (guint i = 0; i < 30; i++)
    {
      publish (hub, 100, 1);
      perch_event_hub_tell (hub);
    }
  g_assert_cmpuint (reader.n_calls, ==, 1);
  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, PERCH_EVENT_HUB_KEPT / 2);
  iterate ();
  g_assert_cmpuint (reader.cursor, ==, 3001);
  g_assert_cmpuint (reader.longest, ==, PERCH_EVENT_HUB_KEPT / 2);
  g_assert_false (g_main_context_pending (NULL));
  perch_event_hub_remove_listener (hub, &reader);
}

static void
test_leave (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  Reader first = { .hub = hub, .cursor = 1, .leaves = TRUE };
  Reader second = { .hub = hub, .cursor = 1 };

  perch_event_hub_add_listener (hub, news_cb, &first);
  perch_event_hub_add_listener (hub, news_cb, &second);
  publish (hub, 1, 1);
  iterate ();
  publish (hub, 1, 1);
  iterate ();
  g_assert_cmpuint (first.n_calls, ==, 1);
  g_assert_cmpuint (second.n_calls, ==, 2);
  perch_event_hub_remove_listener (hub, &second);
}

static void
test_skip (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  gsize size = 0;

  publish (hub, PERCH_EVENT_HUB_KEPT + 100, 10);
  size = g_bytes_get_size (perch_event_hub_peek (hub, 1000));
  g_assert_cmpuint (perch_event_hub_skip (hub, 1, 0, G_MAXSIZE), ==, 101);
  g_assert_cmpuint (perch_event_hub_skip (hub, 1000, 0, 200 * size), ==, 1000);
  g_assert_cmpuint (perch_event_hub_skip (hub, 1115, 0, 5 * size), ==, 1124 - 5 + 1);
  g_assert_cmpuint (perch_event_hub_skip (hub, 1115, 1120, 5 * size), ==, 1115);
  g_assert_cmpuint (perch_event_hub_skip (hub, 1115, 1124, 0), ==, 1115);
  g_assert_cmpuint (perch_event_hub_skip (hub, 1115, 0, 0), ==, 1124);
  g_assert_cmpuint (perch_event_hub_skip (hub, 1125, 0, 0), ==, 1125);
  g_assert_cmpuint (perch_event_hub_get_n_lost (hub), ==, 100 + 5 + 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-hub/keep", test_keep);
  g_test_add_func ("/event-hub/first", test_first);
  g_test_add_func ("/event-hub/keep-bytes", test_keep_bytes);
  g_test_add_func ("/event-hub/announce", test_announce);
  g_test_add_func ("/event-hub/burst", test_burst);
  g_test_add_func ("/event-hub/endless-burst", test_endless_burst);
  g_test_add_func ("/event-hub/tell", test_tell);
  g_test_add_func ("/event-hub/tell-burst", test_tell_burst);
  g_test_add_func ("/event-hub/leave", test_leave);
  g_test_add_func ("/event-hub/skip", test_skip);
  return g_test_run ();
}
