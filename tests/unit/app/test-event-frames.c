/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-frames.h"

#include <string.h>

#include "sample-ticks.h"

/* Returns: how large each of them is, all being equal */
static gsize
publish (PerchEventHub *hub, guint n_events)
{
  sample_ticks_publish (hub, n_events);
  return g_bytes_get_size (perch_event_hub_peek (hub, 1));
}

static void
test_headers (void)
{
  static const struct
  {
    gsize length;
    gsize header_length;
    guint8 header[10];
  } cases[] = {
    { 0, 2, { 0x81, 0 } },
    { 125, 2, { 0x81, 125 } },
    { 126, 4, { 0x81, 126, 0, 126 } },
    { 65535, 4, { 0x81, 126, 0xff, 0xff } },
    { 65536, 10, { 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strnfill (cases[i].length, 'x');
      g_autoptr (GBytes) event = g_bytes_new (text, cases[i].length);
      g_autoptr (GByteArray) frames = g_byte_array_new ();

      perch_event_frames_add (frames, event, 0);
      g_assert_cmpuint (frames->len, ==, cases[i].header_length + cases[i].length);
      g_assert_cmpmem (frames->data, cases[i].header_length, cases[i].header,
                       cases[i].header_length);
      if (cases[i].length > 0)
        g_assert_cmpuint (frames->data[frames->len - 1], ==, 'x');
    }
}

static void
test_forms (void)
{
  g_autoptr (GBytes) event = g_bytes_new_static ("{}", 2);
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  perch_event_frames_add (frames, event, 0);
  perch_event_frames_add (frames, event, 1);
  g_assert_cmpmem (frames->data, frames->len, "\x81\2{}\x81\4[{}]", 10);
}

static void
test_next (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  gsize size = publish (hub, 9);
  guint64 cursor = 1;

  perch_event_frames_add_next (frames, hub, &cursor, 0);
  g_assert_cmpuint (cursor, ==, 10);
  g_assert_cmpuint (frames->len, ==, 9 * (size + 4));

  sample_ticks_publish (hub, 90);
  perch_event_frames_add_next (frames, hub, &cursor, 0);
  g_assert_cmpuint (cursor, ==, 10 + 32);
}

static void
test_arrays (void)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  g_autoptr (GByteArray) two = g_byte_array_new ();
  g_autoptr (GByteArray) rest = g_byte_array_new ();
  g_autoptr (GByteArray) much = g_byte_array_new ();
  gsize size = publish (hub, 5);
  guint64 cursor = 1;

  perch_event_frames_add_next (two, hub, &cursor, 2);
  g_assert_cmpuint (cursor, ==, 3);
  g_assert_cmpuint (two->len, ==, 4 + 2 * size + 3);
  g_assert_cmpmem (two->data + 4, 10, "[{\"event\":", 10);
  perch_event_frames_add_next (rest, hub, &cursor, 100);
  g_assert_cmpuint (cursor, ==, 6);
  g_assert_cmpuint (rest->len, ==, 4 + 3 * size + 4);
  g_assert_cmpuint (rest->data[rest->len - 1], ==, ']');

  sample_ticks_publish (hub, 500);
  perch_event_frames_add_next (much, hub, &cursor, 1000);
  g_assert_cmpuint (much->len, >=, 16 * 1024);
  g_assert_cmpuint (much->len, <, 16 * 1024 + 2 * size);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-frames/headers", test_headers);
  g_test_add_func ("/event-frames/forms", test_forms);
  g_test_add_func ("/event-frames/next", test_next);
  g_test_add_func ("/event-frames/arrays", test_arrays);
  return g_test_run ();
}
