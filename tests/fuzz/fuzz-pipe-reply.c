/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Whatever a server says and however it comes in pieces (the first byte says how large they are),
 * the answer is the same as when all comes at once, and numbers are as many as announced. */

#include <string.h>

#include "backend-manager/pipe-reply.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static PerchPipeProgress
feed (PerchPipeReply *reply, const guint8 *data, gsize size, gsize step)
{
  PerchPipeProgress progress = PERCH_PIPE_PROGRESS_MORE;

  while (size > 0 && progress == PERCH_PIPE_PROGRESS_MORE)
    {
      g_autoptr (GError) error = NULL;
      gsize room = 0;
      char *place = perch_pipe_reply_reserve (reply, &room);
      gsize n = MIN (MIN (step, size), room);

      memcpy (place, data, n);
      progress = perch_pipe_reply_commit (reply, n, &error);
      if ((progress == PERCH_PIPE_PROGRESS_BROKEN) != (error != NULL))
        g_error ("An error without a reason, or the other way round");
      data += n;
      size -= n;
    }
  return progress;
}

static void
compare (PerchPipeReply *whole, PerchPipeReply *pieces)
{
  g_autoptr (PerchFloats) floats = perch_pipe_reply_steal_floats (whole);
  g_autoptr (PerchFloats) others = perch_pipe_reply_steal_floats (pieces);
  g_autoptr (GBytes) line = perch_pipe_reply_steal_line (whole);
  g_autoptr (GBytes) other = perch_pipe_reply_steal_line (pieces);

  if (!g_bytes_equal (line, other) || (floats == NULL) != (others == NULL))
    g_error ("The pieces change the answer");
  if (floats != NULL && !g_bytes_equal (floats->values, others->values))
    g_error ("The pieces change the numbers");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (PerchPipeReply) whole = perch_pipe_reply_new ("tofloatarray", TRUE);
  g_autoptr (PerchPipeReply) pieces = perch_pipe_reply_new ("tofloatarray", TRUE);
  PerchPipeProgress progress;

  if (size < 2)
    return 0;
  progress = feed (whole, data + 1, size - 1, size);
  if (feed (pieces, data + 1, size - 1, MAX (data[0], 1)) != progress)
    g_error ("The pieces change how far the answer is");
  if (progress == PERCH_PIPE_PROGRESS_WHOLE)
    compare (whole, pieces);
  return 0;
}
