/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/indicator-list.h"

#include "sample-backends.h"

typedef struct
{
  PerchIndicators *indicators;
  GtkWidget *list;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->indicators = perch_indicators_new (60000);
  fixture->list = g_object_ref_sink (perch_indicator_list_new (fixture->indicators));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->list);
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->indicators);
}

static void
say (Fixture *fixture, const char *name, const char *text, double progress)
{
  const PerchIndicatorUpdate update = { .name = (char *) name,
                                        .has_text = TRUE,
                                        .text = (char *) text,
                                        .has_progress = TRUE,
                                        .progress = progress };
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_indicators_update (fixture->indicators, &update, NULL, NULL, &error));
  g_assert_no_error (error);
}

static guint
count_rows (Fixture *fixture)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (fixture->list));

  return g_list_length (rows);
}

/* The label or the bar of a row. */
static GtkWidget *
get_part (Fixture *fixture, guint row, guint part)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (fixture->list));
  g_autoptr (GList) parts = gtk_container_get_children (g_list_nth_data (rows, row));

  return g_list_nth_data (parts, part);
}

static gboolean
row_says (Fixture *fixture, guint row, const char *text)
{
  return count_rows (fixture) > row &&
         g_str_equal (gtk_label_get_text (GTK_LABEL (get_part (fixture, row, 0))), text);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *label = NULL;

  g_assert_false (gtk_widget_get_visible (fixture->list));
  say (fixture, "backup", "Copying", 0.25);
  say (fixture, "mail", "3 new", PERCH_INDICATOR_NO_PROGRESS);
  sample_wait_until (row_says (fixture, 1, "● mail: 3 new"));
  g_assert_true (gtk_widget_get_visible (fixture->list));
  g_assert_true (row_says (fixture, 0, "● backup: Copying (25 %)"));
  g_assert_true (gtk_widget_get_visible (get_part (fixture, 0, 1)));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (get_part (fixture, 0, 1))),
                     ==, 0.25);
  g_assert_false (gtk_widget_get_visible (get_part (fixture, 1, 1)));

  label = get_part (fixture, 0, 0);
  say (fixture, "backup", "Copying", 0.75);
  sample_wait_until (row_says (fixture, 0, "● backup: Copying (75 %)"));
  g_assert_true (label == get_part (fixture, 0, 0));

  say (fixture, "backup", NULL, PERCH_INDICATOR_NO_PROGRESS);
  sample_wait_until (count_rows (fixture) == 1);
  g_assert_true (row_says (fixture, 0, "● mail: 3 new"));
  say (fixture, "mail", NULL, PERCH_INDICATOR_NO_PROGRESS);
  sample_wait_until (!gtk_widget_get_visible (fixture->list));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/indicator-list/rows", Fixture, NULL, setup, test_rows, teardown);
  return g_test_run ();
}
