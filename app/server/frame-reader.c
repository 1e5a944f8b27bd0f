/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/frame-reader.h"

#include <libsoup/soup.h>
#include <string.h>

#include "app/server/frame.h"
#include "backend-manager/utf8.h"

/* RFC 6455 section 5.2: what is in the first two bytes. */
#define RESERVED_BITS 0x70
#define OPCODE_BITS 0x0f
#define LENGTH_BITS 0x7f
#define MASK_BYTES 4

/* Clients say next to nothing: @input and @message are there only while something is in them.
 * @input has what was pushed, of which the first @used bytes are dealt with; @message has the parts
 * so far of a message that comes in several frames, of the type @opcode. Once @done, all that comes
 * is thrown away. */
struct _PerchFrameReader
{
  GByteArray *input; /* (owned) (nullable) */
  guint used;
  GByteArray *message; /* (owned) (nullable) */
  PerchOpcode opcode; /* CONTINUATION when there is no message whose end has to come */
  gboolean done;
};

typedef struct
{
  guint8 bits; /* the first byte */
  PerchOpcode opcode;
  gboolean is_masked;
  gsize size; /* of the header itself */
  guint64 length; /* of what follows */
} Header;

/**
 * perch_frame_reader_new:
 *
 * Makes what reads the WebSocket frames of a client, RFC 6455 section 5, without extensions. It
 * holds as much as one message and what was pushed last.
 *
 * Returns: (transfer full): free with perch_frame_reader_free()
 */
PerchFrameReader *
perch_frame_reader_new (void)
{
  return g_new0 (PerchFrameReader, 1);
}

/**
 * perch_frame_reader_free:
 * @self: (transfer full): a reader
 */
void
perch_frame_reader_free (PerchFrameReader *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->input, g_byte_array_unref);
  g_clear_pointer (&self->message, g_byte_array_unref);
  g_free (self);
}

/**
 * perch_frame_reader_push:
 * @self: a reader
 * @data: (array length=length): what came
 * @length: in bytes, not 0
 */
void
perch_frame_reader_push (PerchFrameReader *self, const guint8 *data, gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL && length > 0);

  if (self->done)
    return;
  if (self->input == NULL)
    self->input = g_byte_array_new ();
  g_byte_array_remove_range (self->input, 0, self->used);
  self->used = 0;
  g_byte_array_append (self->input, data, (guint) length);
}

/* Returns: whether all of the header has come */
static gboolean
read_header (const guint8 *data, gsize available, Header *header)
{
  guint n_bytes = 0;

  if (available < 2)
    return FALSE;
  *header = (Header){
    .bits = data[0],
    .opcode = (PerchOpcode) (data[0] & OPCODE_BITS),
    .is_masked = (data[1] & PERCH_FRAME_MASKED) != 0,
    .length = data[1] & LENGTH_BITS,
  };
  if (header->length == PERCH_FRAME_LENGTH_16 || header->length == PERCH_FRAME_LENGTH_64)
    n_bytes = header->length == PERCH_FRAME_LENGTH_16 ? 2 : 8;
  header->size = 2 + n_bytes + (header->is_masked ? MASK_BYTES : 0);
  if (available < header->size)
    return FALSE;
  if (n_bytes > 0)
    header->length = 0;
  for (guint i = 0; i < n_bytes; i++)
    header->length = header->length << 8 | data[2 + i];
  return TRUE;
}

static void
fail (PerchFrameReader *self, PerchHeard *heard, guint code, const char *why)
{
  self->done = TRUE;
  *heard = (PerchHeard){ PERCH_HEARD_FAULT, (const guint8 *) why, strlen (why), code };
}

/* Returns: (nullable): what is wrong with it, whatever else came */
static const char *
find_fault (const PerchFrameReader *self, const Header *header)
{
  gboolean is_control = header->opcode >= PERCH_OPCODE_CLOSE;

  if ((header->bits & RESERVED_BITS) != 0)
    return "a frame has reserved bits";
  if (!header->is_masked)
    return "a frame has no mask";
  if (header->opcode > PERCH_OPCODE_PONG ||
      (header->opcode > PERCH_OPCODE_BINARY && header->opcode < PERCH_OPCODE_CLOSE))
    return "a frame is of an unknown type";
  if (is_control && (header->bits & PERCH_FRAME_FINAL) == 0)
    return "a control frame is in parts";
  if (is_control && header->length > PERCH_FRAME_MAX_CONTROL)
    return "a control frame is too long";
  if (header->opcode == PERCH_OPCODE_CONTINUATION && self->opcode == PERCH_OPCODE_CONTINUATION)
    return "a message goes on that has not begun";
  if (!is_control && header->opcode != PERCH_OPCODE_CONTINUATION &&
      self->opcode != PERCH_OPCODE_CONTINUATION)
    return "a message begins before the end of another";
  return NULL;
}

static gboolean
check_header (PerchFrameReader *self, const Header *header, PerchHeard *heard)
{
  const char *fault = find_fault (self, header);
  gsize before = self->message != NULL ? self->message->len : 0;

  if (fault != NULL)
    fail (self, heard, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, fault);
  else if (header->opcode < PERCH_OPCODE_CLOSE && header->length > PERCH_FRAME_READER_MAX - before)
    fail (self, heard, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "a message is too long");
  return !self->done;
}

/* Section 7.4.2 says which may be sent; 1012 to 1014 were registered with IANA later. */
static gboolean
is_close_code (guint code)
{
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

static gboolean
is_text (const guint8 *data, gsize length)
{
  return perch_utf8_valid_prefix ((const char *) data, length) == length;
}

static void
hear_close (PerchFrameReader *self, const guint8 *data, gsize length, PerchHeard *heard)
{
  guint code = length < 2 ? 0 : (guint) data[0] << 8 | data[1];

  if (length == 1 || (length >= 2 && !is_close_code (code)))
    fail (self, heard, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "a close frame has no right code");
  else if (length > 2 && !is_text (data + 2, length - 2))
    fail (self, heard, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "a reason is not UTF-8");
  else
    {
      self->done = TRUE;
      *heard = (PerchHeard){ .kind = PERCH_HEARD_CLOSE, .code = code };
    }
}

static void
hear_message (
    PerchFrameReader *self, PerchOpcode opcode, const guint8 *data, gsize length, PerchHeard *heard)
{
  PerchHeardKind kind = opcode == PERCH_OPCODE_TEXT ? PERCH_HEARD_TEXT : PERCH_HEARD_BINARY;

  self->opcode = PERCH_OPCODE_CONTINUATION;
  if (kind == PERCH_HEARD_TEXT && !is_text (data, length))
    fail (self, heard, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "a text is not UTF-8");
  else
    *heard = (PerchHeard){ kind, data, length, 0 };
}

/* A part of a message. The end of one is heard. */
static void
take_part (PerchFrameReader *self, const Header *header, const guint8 *data, PerchHeard *heard)
{
  gboolean is_last = (header->bits & PERCH_FRAME_FINAL) != 0;

  if (is_last && header->opcode != PERCH_OPCODE_CONTINUATION)
    {
      hear_message (self, header->opcode, data, header->length, heard);
      return;
    }
  if (header->opcode != PERCH_OPCODE_CONTINUATION)
    self->opcode = header->opcode;
  if (self->message == NULL)
    self->message = g_byte_array_new ();
  g_byte_array_append (self->message, data, (guint) header->length);
  /* Parts may all be empty, and then there is no memory for them. */
  if (is_last)
    hear_message (self, self->opcode, self->message->len > 0 ? self->message->data : data,
                  self->message->len, heard);
}

static void
take_frame (PerchFrameReader *self, const Header *header, const guint8 *data, PerchHeard *heard)
{
  if (header->opcode == PERCH_OPCODE_CLOSE)
    hear_close (self, data, header->length, heard);
  else if (header->opcode == PERCH_OPCODE_PING)
    *heard = (PerchHeard){ PERCH_HEARD_PING, data, header->length, 0 };
  else if (header->opcode == PERCH_OPCODE_PONG)
    *heard = (PerchHeard){ PERCH_HEARD_PONG, data, header->length, 0 };
  else
    take_part (self, header, data, heard);
}

/* Section 5.3. */
static void
unmask (guint8 *data, gsize length, const guint8 *mask)
{
  for (gsize i = 0; i < length; i++)
    data[i] ^= mask[i % MASK_BYTES];
}

/* Takes one frame when all of it has come, from which something may be heard.
 *
 * Returns: whether there was one */
static gboolean
take_next (PerchFrameReader *self, PerchHeard *heard)
{
  guint8 *data = NULL;
  gsize available = 0;
  Header header;

  if (self->done || self->input == NULL)
    return FALSE;
  data = self->input->data + self->used;
  available = self->input->len - self->used;
  if (!read_header (data, available, &header))
    return FALSE;
  if (!check_header (self, &header, heard))
    return TRUE;
  if (available - header.size < header.length)
    return FALSE;
  self->used += (guint) (header.size + header.length);
  unmask (data + header.size, header.length, data + header.size - MASK_BYTES);
  take_frame (self, &header, data + header.size, heard);
  return TRUE;
}

/**
 * perch_frame_reader_next:
 * @self: a reader
 * @heard: (out caller-allocates): what was said next
 *
 * Returns: what kind of thing that is
 */
PerchHeardKind
perch_frame_reader_next (PerchFrameReader *self, PerchHeard *heard)
{
  g_return_val_if_fail (self != NULL, PERCH_HEARD_NOTHING);
  g_return_val_if_fail (heard != NULL, PERCH_HEARD_NOTHING);

  *heard = (PerchHeard){ 0 };
  if (self->opcode == PERCH_OPCODE_CONTINUATION)
    g_clear_pointer (&self->message, g_byte_array_unref);
  while (heard->kind == PERCH_HEARD_NOTHING && take_next (self, heard))
    ;
  if (heard->kind == PERCH_HEARD_NOTHING && self->input != NULL &&
      (self->done || self->used == self->input->len))
    {
      g_clear_pointer (&self->input, g_byte_array_unref);
      self->used = 0;
    }
  return heard->kind;
}
