/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Writes lines as a chatty backend would, as fast as they are taken:
 * `line-source log|event|text COUNT [flush]`. With "flush", each line is a write of its own. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_LINES 500 /* made once, written again and again; about 64 KiB */
#define LINE_BYTES 256
#define FIRST 1000000 /* numbers of one width */

typedef struct
{
  char bytes[BLOCK_LINES * LINE_BYTES];
  size_t ends[BLOCK_LINES + 1]; /* ends[n]: behind line n; ends[0] is 0 */
} Block;

static int
print_line (char *line, const char *kind, unsigned number)
{
  if (strcmp (kind, "log") == 0)
    return snprintf (line, LINE_BYTES,
                     "{\"level\":\"info\",\"message\":\"processed item %u of the batch\","
                     "\"logger\":\"worker.queue\",\"item\":%u,\"took_ms\":12.5}\n",
                     number, number);
  if (strcmp (kind, "event") == 0)
    return snprintf (
        line, LINE_BYTES,
        "{\"event\":\"item_processed\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\","
        "\"payload\":{\"item\":%u,\"ok\":true}}\n",
        number);
  if (strcmp (kind, "text") == 0)
    return snprintf (line, LINE_BYTES,
                     "2026-11-21 02:48:10,123 INFO worker.queue: processed item %u of the batch, "
                     "which took 12.5 ms and went well\n",
                     number);
  return -1;
}

static int
write_all (const char *bytes, size_t length)
{
  while (length > 0)
    {
      ssize_t n = write (STDOUT_FILENO, bytes, length);

      if (n < 0)
        return -1;
      bytes += n;
      length -= n;
    }
  return 0;
}

static int
write_lines (const Block *block, unsigned count, int flush)
{
  while (count > 0)
    {
      unsigned n_lines = count < BLOCK_LINES ? count : BLOCK_LINES;

      if (!flush && write_all (block->bytes, block->ends[n_lines]) < 0)
        return -1;
      for (unsigned i = 0; flush && i < n_lines; i++)
        if (write_all (block->bytes + block->ends[i], block->ends[i + 1] - block->ends[i]) < 0)
          return -1;
      count -= n_lines;
    }
  return 0;
}

int
main (int argc, char **argv)
{
  static Block block;
  int flush = argc == 4 && strcmp (argv[3], "flush") == 0;

  for (unsigned i = 0; i < BLOCK_LINES; i++)
    {
      int length = argc >= 3 ? print_line (block.bytes + block.ends[i], argv[1], FIRST + i) : -1;

      if (length < 0)
        {
          fputs ("usage: line-source log|event|text COUNT [flush]\n", stderr);
          return 2;
        }
      block.ends[i + 1] = block.ends[i] + length;
    }

  if (write_lines (&block, strtoul (argv[2], NULL, 10), flush) < 0)
    {
      perror ("line-source");
      return 1;
    }
  return 0;
}
