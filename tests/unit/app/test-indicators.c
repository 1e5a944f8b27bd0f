/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/indicators.h"

#define LONG_MS (3600 * 1000)

typedef struct
{
  PerchIndicators *indicators;
  guint n_updated;
  guint n_changed;
  char *last; /* name and text of what was updated last, "-" when it is gone */
  char *trace_id;
} Fixture;

static void
updated_cb (PerchIndicators *indicators,
            const PerchIndicator *indicator,
            const char *trace_id,
            Fixture *fixture)
{
  fixture->n_updated++;
  g_free (fixture->last);
  fixture->last =
      g_strdup_printf ("%s %s", indicator->name, indicator->text != NULL ? indicator->text : "-");
  g_free (fixture->trace_id);
  fixture->trace_id = g_strdup (trace_id);
}

static void
changed_cb (PerchIndicators *indicators, Fixture *fixture)
{
  fixture->n_changed++;
}

/* @data: GUINT_TO_POINTER() of how long one is kept */
static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->indicators = perch_indicators_new (GPOINTER_TO_UINT (data));
  g_signal_connect (fixture->indicators, "updated", G_CALLBACK (updated_cb), fixture);
  g_signal_connect (fixture->indicators, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->indicators);
  g_free (fixture->last);
  g_free (fixture->trace_id);
}

/* Sets the text of @name, or takes it away. */
static gboolean
say (Fixture *fixture, const char *backend, const char *name, const char *text, GError **error)
{
  const PerchIndicatorUpdate update = { .name = (char *) name,
                                        .has_text = TRUE,
                                        .text = (char *) text };

  return perch_indicators_update (fixture->indicators, &update, backend, "t", error);
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  PerchIndicatorUpdate progress = { .name = (char *) "a", .has_progress = TRUE, .progress = 0.5 };
  const PerchIndicator *indicator = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("What an update does not mention stays, and an empty text ends it.");

  g_assert_true (say (fixture, NULL, "a", "first", &error));
  g_assert_true (say (fixture, NULL, "b", "second", &error));
  g_assert_cmpstr (fixture->last, ==, "b second");
  g_assert_cmpstr (fixture->trace_id, ==, "t");
  g_assert_true (perch_indicators_update (fixture->indicators, &progress, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (perch_indicators_get_count (fixture->indicators), ==, 2);
  indicator = perch_indicators_get (fixture->indicators, 0);
  g_assert_cmpstr (indicator->text, ==, "first");
  g_assert_cmpfloat (indicator->progress, ==, 0.5);

  g_assert_true (say (fixture, NULL, "a", "", &error));
  g_assert_cmpstr (fixture->last, ==, "a -");
  g_assert_true (say (fixture, NULL, "b", NULL, &error));
  g_assert_cmpuint (perch_indicators_get_count (fixture->indicators), ==, 0);
  g_assert_cmpuint (fixture->n_updated, ==, 5);
  g_assert_true (say (fixture, NULL, "b", NULL, &error));
  g_assert_cmpuint (fixture->n_updated, ==, 5);
  g_assert_no_error (error);
}

static void
test_new_without_text (Fixture *fixture, gconstpointer data)
{
  const PerchIndicatorUpdate update = { .name = (char *) "a", .has_progress = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (perch_indicators_update (fixture->indicators, &update, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (perch_indicators_get_count (fixture->indicators), ==, 0);
}

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < PERCH_INDICATORS_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      g_assert_true (say (fixture, NULL, name, "x", &error));
    }
  g_assert_no_error (error);
  g_assert_false (say (fixture, NULL, "one more", "x", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_true (say (fixture, NULL, "7", "still changes", &error));
  g_assert_true (say (fixture, NULL, "7", NULL, &error));
  g_assert_true (say (fixture, NULL, "one more", "x", &error));
  g_assert_no_error (error);
}

static void
test_backend_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (say (fixture, "main", "a", "x", &error));
  g_assert_true (say (fixture, NULL, "b", "x", &error));
  g_assert_true (say (fixture, "main", "c", "x", &error));
  g_assert_true (say (fixture, "other", "d", "x", &error));
  g_assert_true (say (fixture, "other", "c", "mine now", &error));
  g_assert_no_error (error);
  perch_indicators_clear_backend (fixture->indicators, "main");
  g_assert_cmpuint (perch_indicators_get_count (fixture->indicators), ==, 3);
  g_assert_cmpstr (perch_indicators_get (fixture->indicators, 0)->name, ==, "b");
  g_assert_cmpstr (perch_indicators_get (fixture->indicators, 1)->name, ==, "c");
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (say (fixture, "main", "a", "x", &error));
  g_assert_true (say (fixture, NULL, "b", "x", &error));
  g_assert_no_error (error);
  perch_indicators_clear (fixture->indicators);
  g_assert_cmpuint (perch_indicators_get_count (fixture->indicators), ==, 0);
  perch_indicators_clear (fixture->indicators);
}

static void
test_redraw (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("Each change is told, but who draws them hears of many at once.");

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_assert_true (say (fixture, NULL, "a", text, &error));
      g_assert_true (say (fixture, NULL, "a", text, &error));
    }
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_updated, ==, 1000);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  while (fixture->n_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("What no backend has goes by itself when nobody cares for it.");

  g_assert_true (say (fixture, "main", "of a backend", "x", &error));
  g_assert_true (say (fixture, NULL, "a", "x", &error));
  g_assert_true (say (fixture, NULL, "b", "x", &error));
  g_assert_no_error (error);
  while (perch_indicators_get_count (fixture->indicators) > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (perch_indicators_get (fixture->indicators, 0)->name, ==, "of a backend");
  g_assert_cmpuint (fixture->n_updated, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, keep_ms, func)                                                                   \
  g_test_add ("/indicators/" name, Fixture, GUINT_TO_POINTER (keep_ms), setup, func, teardown)
  ADD ("life", LONG_MS, test_life);
  ADD ("new-without-text", LONG_MS, test_new_without_text);
  ADD ("too-many", LONG_MS, test_too_many);
  ADD ("backend-ends", LONG_MS, test_backend_ends);
  ADD ("clear", LONG_MS, test_clear);
  ADD ("redraw", LONG_MS, test_redraw);
  ADD ("forgotten", 20, test_forgotten);
  return g_test_run ();
}
