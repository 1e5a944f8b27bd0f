/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* Takes the lines of its standard input the way Perch takes those of a backend: reader, scanner,
 * ring and journal. `line-bench DIRECTORY` keeps the logs in DIRECTORY, and prints the lines it
 * counted, the seconds that took, and the CPU seconds of all its threads, as JSON. */

#include <gio/gio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/journal/backend-lines.h"
#include "backend-manager/line-reader.h"

#define RING_BYTES (256 * 1024)
#define BATCH 256

typedef struct
{
  GMainLoop *loop;
  PerchOutputRing *ring;
  PerchJournal *journal;
  guint64 n_lines;
  guint64 n_kinds[PERCH_MESSAGE_ANSWER + 1];
} Bench;

static void
lines_cb (const PerchLine *lines, gsize n_lines, gboolean eof, gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now_us = g_get_real_time ();

  for (gsize start = 0; start < n_lines; start += BATCH)
    {
      PerchBackendLine batch[BATCH];
      gsize n = MIN (n_lines - start, BATCH);

      for (gsize i = 0; i < n; i++)
        {
          const PerchLine *line = &lines[start + i];

          batch[i].stream = PERCH_STREAM_STDOUT;
          batch[i].line = *line;
          perch_message_scan (line->text, line->length, &batch[i].message);
          bench->n_kinds[batch[i].message.kind]++;
          perch_output_ring_add (bench->ring, PERCH_STREAM_STDOUT, now_us, line->text,
                                 line->length);
        }
      perch_journal_add_backend_lines (bench->journal, "main", now_us, batch, n);
    }

  bench->n_lines += n_lines;
  if (eof)
    g_main_loop_quit (bench->loop);
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (PerchOutputRing) ring = perch_output_ring_new (RING_BYTES);
  g_autoptr (PerchJournal) journal = NULL;
  g_autoptr (PerchLineReader) reader = NULL;
  Bench bench = { .loop = loop, .ring = ring };
  double cpu;
  gint64 start_us;

  if (argc != 2)
    {
      g_printerr ("usage: line-bench DIRECTORY\n");
      return 2;
    }

  bench.journal = journal = perch_journal_new (argv[1]);
  cpu = cpu_seconds ();
  start_us = g_get_monotonic_time ();
  reader = perch_line_reader_new (dup (STDIN_FILENO), lines_cb, &bench);
  g_main_loop_run (loop);
  perch_journal_close (journal);

  g_print ("{\"lines\":%" G_GUINT64_FORMAT ",\"bytes\":%" G_GUINT64_FORMAT
           ",\"dropped\":%" G_GUINT64_FORMAT ",\"messages\":%" G_GUINT64_FORMAT
           ",\"seconds\":%.6f,\"cpu_seconds\":%.6f}\n",
           bench.n_lines, perch_line_reader_get_bytes (reader), perch_journal_get_dropped (journal),
           bench.n_lines - bench.n_kinds[PERCH_MESSAGE_TEXT],
           (g_get_monotonic_time () - start_us) / 1e6, cpu_seconds () - cpu);
  if (perch_journal_get_problem (journal) != NULL)
    {
      g_printerr ("%s\n", perch_journal_get_problem (journal));
      return 1;
    }
  return 0;
}
