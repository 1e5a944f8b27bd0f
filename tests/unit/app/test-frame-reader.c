/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/frame-reader.h"

#include <string.h>

#define MASK "\x11\x22\x33\x44"
#define FINAL 0x80

/* Appends what a client sends; @bits is the first byte. */
static void
add (GByteArray *bytes, guint bits, const char *text, gsize length)
{
  const guint8 header[] = { (guint8) bits, length <= 125 ? 0x80 | (guint8) length : 0x80 | 126 };
  const guint8 long_length[] = { (guint8) (length >> 8), (guint8) length };

  g_assert_cmpuint (length, <=, G_MAXUINT16);
  g_byte_array_append (bytes, header, sizeof header);
  if (length > 125)
    g_byte_array_append (bytes, long_length, sizeof long_length);
  g_byte_array_append (bytes, (const guint8 *) MASK, 4);
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = (guint8) (text[i] ^ MASK[i % 4]);

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
push (PerchFrameReader *reader, guint bits, const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  add (bytes, bits, text, strlen (text));
  perch_frame_reader_push (reader, bytes->data, bytes->len);
}

static void
assert_next (PerchFrameReader *reader, PerchHeardKind kind, const char *text)
{
  PerchHeard heard;

  g_assert_cmpint (perch_frame_reader_next (reader, &heard), ==, kind);
  g_assert_cmpint (heard.kind, ==, kind);
  g_assert_cmpmem (heard.data, heard.length, text, strlen (text));
}

static void
assert_fault (PerchFrameReader *reader, guint code, const char *why)
{
  PerchHeard heard;

  g_assert_cmpint (perch_frame_reader_next (reader, &heard), ==, PERCH_HEARD_FAULT);
  g_assert_cmpstr ((const char *) heard.data, ==, why);
  g_assert_cmpuint (heard.code, ==, code);
  g_assert_cmpint (perch_frame_reader_next (reader, &heard), ==, PERCH_HEARD_NOTHING);
  push (reader, FINAL | 1, "more");
  g_assert_cmpint (perch_frame_reader_next (reader, &heard), ==, PERCH_HEARD_NOTHING);
}

static void
test_kinds (void)
{
  g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();

  push (reader, FINAL | 1, "text");
  push (reader, FINAL | 2, "\xff");
  push (reader, FINAL | 9, "ping");
  push (reader, FINAL | 10, "pong");
  push (reader, FINAL | 1, "");
  assert_next (reader, PERCH_HEARD_TEXT, "text");
  assert_next (reader, PERCH_HEARD_BINARY, "\xff");
  assert_next (reader, PERCH_HEARD_PING, "ping");
  assert_next (reader, PERCH_HEARD_PONG, "pong");
  assert_next (reader, PERCH_HEARD_TEXT, "");
  assert_next (reader, PERCH_HEARD_NOTHING, "");
}

static void
test_bytes_one_by_one (void)
{
  g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = g_strnfill (300, 'x');

  add (bytes, FINAL | 1, text, 300);
  for (guint i = 0; i < bytes->len; i++)
    {
      assert_next (reader, PERCH_HEARD_NOTHING, "");
      perch_frame_reader_push (reader, bytes->data + i, 1);
    }
  assert_next (reader, PERCH_HEARD_TEXT, text);
  assert_next (reader, PERCH_HEARD_NOTHING, "");
}

static void
test_parts (void)
{
  g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();

  g_test_summary ("A message may come in parts, with control frames and cut characters in between");

  push (reader, 1, "one \xc3");
  push (reader, FINAL | 9, "ping");
  push (reader, 0, "\xa4 ");
  push (reader, FINAL, "two");
  push (reader, 1, "");
  push (reader, FINAL, "");
  assert_next (reader, PERCH_HEARD_PING, "ping");
  assert_next (reader, PERCH_HEARD_TEXT, "one \xc3\xa4 two");
  assert_next (reader, PERCH_HEARD_TEXT, "");
  assert_next (reader, PERCH_HEARD_NOTHING, "");
}

static void
test_nul_is_text (void)
{
  g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  PerchHeard heard;

  add (bytes, FINAL | 1, "a\0b", 3);
  perch_frame_reader_push (reader, bytes->data, bytes->len);
  g_assert_cmpint (perch_frame_reader_next (reader, &heard), ==, PERCH_HEARD_TEXT);
  g_assert_cmpmem (heard.data, heard.length, "a\0b", 3);
}

static void
assert_close (const char *content, guint code)
{
  g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();
  PerchHeard heard;

  push (reader, FINAL | 8, content);
  push (reader, FINAL | 1, "more");
  g_assert_cmpint (perch_frame_reader_next (reader, &heard), ==, PERCH_HEARD_CLOSE);
  g_assert_cmpuint (heard.code, ==, code);
  assert_next (reader, PERCH_HEARD_NOTHING, "");
}

static void
test_close (void)
{
  assert_close ("", 0);
  assert_close ("\x03\xe9", 1001);
  assert_close ("\x0f\xa0why", 4000);
}

static void
test_bad_frames (void)
{
  static const struct
  {
    guint bits;
    const char *text;
    guint code;
    const char *why;
  } frames[] = {
    { FINAL | 0x40 | 1, "x", 1002, "a frame has reserved bits" },
    { FINAL | 3, "x", 1002, "a frame is of an unknown type" },
    { FINAL | 11, "x", 1002, "a frame is of an unknown type" },
    { 9, "x", 1002, "a control frame is in parts" },
    { FINAL, "x", 1002, "a message goes on that has not begun" },
    { FINAL | 1, "\xc3", 1007, "a text is not UTF-8" },
    { FINAL | 1, "\xed\xa0\x80", 1007, "a text is not UTF-8" },
    { FINAL | 8, "x", 1002, "a close frame has no right code" },
    { FINAL | 8, "\x03\xed", 1002, "a close frame has no right code" },
    { FINAL | 8, "\x03\xe8\xff", 1007, "a reason is not UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();

      push (reader, frames[i].bits, frames[i].text);
      assert_fault (reader, frames[i].code, frames[i].why);
    }
}

static void
test_two_messages (void)
{
  g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();

  push (reader, 1, "one");
  push (reader, FINAL | 1, "two");
  assert_fault (reader, 1002, "a message begins before the end of another");
}

static void
test_bad_headers (void)
{
  static const struct
  {
    const char *bytes;
    gsize n_bytes;
    guint code;
    const char *why;
  } headers[] = {
    { "\x81\x01xxxxx", 7, 1002, "a frame has no mask" },
    { "\x89\xfe\x00\x7exxxx", 8, 1002, "a control frame is too long" },
    /* One byte too many, and as much as can be said. */
    { "\x81\xff\x00\x00\x00\x00\x00\x01\x00\x01xxxx", 14, 1009, "a message is too long" },
    { "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xffxxxx", 14, 1009, "a message is too long" },
  };

  g_test_summary ("A header is enough to know it: what it announces is not waited for.");

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();

      perch_frame_reader_push (reader, (const guint8 *) headers[i].bytes, headers[i].n_bytes);
      assert_fault (reader, headers[i].code, headers[i].why);
    }
}

static void
test_too_long_in_parts (void)
{
  g_autoptr (PerchFrameReader) reader = perch_frame_reader_new ();
  g_autofree char *text = g_strnfill (PERCH_FRAME_READER_MAX / 2, 'x');

  push (reader, 1, text);
  push (reader, 0, text);
  assert_next (reader, PERCH_HEARD_NOTHING, "");
  push (reader, 0, "");
  assert_next (reader, PERCH_HEARD_NOTHING, "");
  push (reader, FINAL, "x");
  assert_fault (reader, 1009, "a message is too long");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-reader/kinds", test_kinds);
  g_test_add_func ("/frame-reader/bytes-one-by-one", test_bytes_one_by_one);
  g_test_add_func ("/frame-reader/parts", test_parts);
  g_test_add_func ("/frame-reader/nul-is-text", test_nul_is_text);
  g_test_add_func ("/frame-reader/close", test_close);
  g_test_add_func ("/frame-reader/bad-frames", test_bad_frames);
  g_test_add_func ("/frame-reader/two-messages", test_two_messages);
  g_test_add_func ("/frame-reader/bad-headers", test_bad_headers);
  g_test_add_func ("/frame-reader/too-long-in-parts", test_too_long_in_parts);
  return g_test_run ();
}
