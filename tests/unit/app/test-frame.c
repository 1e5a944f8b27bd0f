/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/frame.h"

#define ASSERT_BYTES(array, text)                                                                  \
  g_assert_cmpmem ((array)->data, (array)->len, text, sizeof text - 1)

static void
test_header (void)
{
  static const struct
  {
    gsize length;
    const char *bytes;
    gsize n_bytes;
  } headers[] = {
    { 0, "\x81\x00", 2 },
    { 125, "\x81\x7d", 2 },
    { 126, "\x81\x7e\x00\x7e", 4 },
    { 65535, "\x81\x7e\xff\xff", 4 },
    { 65536, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (GByteArray) frames = g_byte_array_new ();

      perch_frame_add_header (frames, PERCH_OPCODE_TEXT, headers[i].length);
      g_assert_cmpmem (frames->data, frames->len, headers[i].bytes, headers[i].n_bytes);
    }
}

static void
test_close (void)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  perch_frame_add_close (frames, 1013, "later");
  ASSERT_BYTES (frames, "\x88\x07\x03\xf5later");
  g_byte_array_set_size (frames, 0);
  perch_frame_add_close (frames, 0, "");
  ASSERT_BYTES (frames, "\x88\x00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/header", test_header);
  g_test_add_func ("/frame/close", test_close);
  return g_test_run ();
}
