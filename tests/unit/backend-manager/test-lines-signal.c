/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/lines-signal.h"

/* An object that has the signal. */
typedef struct
{
  GObject parent_instance;
} Speaker;

typedef struct
{
  GObjectClass parent_class;
} SpeakerClass;

static GType speaker_get_type (void);
G_DEFINE_TYPE (Speaker, speaker, G_TYPE_OBJECT)

static void
speaker_class_init (SpeakerClass *klass)
{
  perch_lines_signal_new (speaker_get_type ());
}

static void
speaker_init (Speaker *self)
{
}

/* What a handler was called with. */
typedef struct
{
  gpointer instance;
  gconstpointer lines;
  guint n_lines;
  guint n_calls;
} Heard;

static void
lines_cb (gpointer instance, gconstpointer lines, guint n_lines, Heard *heard)
{
  *heard = (Heard){ instance, lines, n_lines, heard->n_calls + 1 };
}

static void
swapped_cb (Heard *heard, gconstpointer lines, guint n_lines, gpointer instance)
{
  lines_cb (instance, lines, n_lines, heard);
}

static void
check (const Heard *heard, gpointer instance, gconstpointer lines, guint n_lines, guint n_calls)
{
  g_assert_true (heard->instance == instance);
  g_assert_true (heard->lines == lines);
  g_assert_cmpuint (heard->n_lines, ==, n_lines);
  g_assert_cmpuint (heard->n_calls, ==, n_calls);
}

static void
test_handlers (void)
{
  g_autoptr (GObject) speaker = g_object_new (speaker_get_type (), NULL);
  Heard first = { 0 };
  Heard second = { 0 };
  const char lines[2] = { 0 };

  g_test_summary ("One handler and several are called alike, swapped or not.");

  g_signal_connect (speaker, "lines", G_CALLBACK (lines_cb), &first);
  g_signal_emit_by_name (speaker, "lines", &lines[0], 7u);
  check (&first, speaker, &lines[0], 7, 1);
  g_signal_connect_swapped (speaker, "lines", G_CALLBACK (swapped_cb), &second);
  g_signal_emit_by_name (speaker, "lines", &lines[1], G_MAXUINT);
  check (&first, speaker, &lines[1], G_MAXUINT, 2);
  check (&second, speaker, &lines[1], G_MAXUINT, 1);
  g_signal_handlers_disconnect_by_data (speaker, &first);
  g_signal_emit_by_name (speaker, "lines", &lines[0], 1u);
  check (&first, speaker, &lines[1], G_MAXUINT, 2);
  check (&second, speaker, &lines[0], 1, 2);
}

static void
object_cb (GObject *speaker, gconstpointer lines, guint n_lines, GObject *listener)
{
  g_object_set_data (listener, "lines", GUINT_TO_POINTER (n_lines));
}

static void
test_object (void)
{
  g_autoptr (GObject) speaker = g_object_new (speaker_get_type (), NULL);
  g_autoptr (GObject) listener = g_object_new (G_TYPE_OBJECT, NULL);

  g_signal_connect_object (speaker, "lines", G_CALLBACK (object_cb), listener, 0);
  g_signal_emit_by_name (speaker, "lines", NULL, 3u);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_object_get_data (listener, "lines")), ==, 3);
  g_clear_object (&listener);
  g_signal_emit_by_name (speaker, "lines", NULL, 4u);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lines-signal/handlers", test_handlers);
  g_test_add_func ("/lines-signal/object", test_object);
  return g_test_run ();
}
