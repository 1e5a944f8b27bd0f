/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/button-item.h"

#include "sample-backends.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *button;
  guint n_clicks;
} Fixture;

static void
clicked_cb (Fixture *fixture)
{
  fixture->n_clicks++;
}

static void
show (Fixture *fixture, GtkWidget *button)
{
  fixture->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  fixture->button = button;
  gtk_container_add (GTK_CONTAINER (fixture->window), button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), fixture);
  gtk_widget_show_all (fixture->window);
  sample_wait_until (gtk_widget_get_mapped (button));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
}

static PerchItem *
make (Fixture *fixture)
{
  return perch_button_item_new ("btn_go", GTK_BUTTON (fixture->button));
}

static void
test_button (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchItem) item = NULL;
  g_autoptr (PerchItem) insensitive = NULL;
  g_autoptr (PerchItem) hidden = NULL;

  show (fixture, gtk_button_new_with_mnemonic ("_Go"));
  item = make (fixture);
  g_assert_cmpstr (item->label, ==, "Go");
  g_assert_true (item->enabled);
  g_assert_null (item->value);
  g_assert_cmpuint (item->actions, ==, PERCH_ITEM_CLICK);
  item->perform (item, PERCH_ITEM_CLICK, NULL);
  g_assert_cmpuint (fixture->n_clicks, ==, 1);

  gtk_widget_set_sensitive (fixture->button, FALSE);
  insensitive = make (fixture);
  g_assert_false (insensitive->enabled);
  gtk_widget_set_sensitive (fixture->button, TRUE);
  gtk_widget_hide (fixture->window);
  hidden = make (fixture);
  g_assert_false (hidden->enabled);
}

static void
set (PerchItem *item, gboolean wanted)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_boolean (wanted));

  item->perform (item, PERCH_ITEM_SET_VALUE, value);
}

static void
test_check_box (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchItem) item = NULL;

  show (fixture, gtk_check_button_new_with_mnemonic ("_Keep"));
  item = make (fixture);
  g_assert_false (g_variant_get_boolean (item->value));
  set (item, FALSE);
  g_assert_cmpuint (fixture->n_clicks, ==, 0);
  set (item, TRUE);
  g_assert_cmpuint (fixture->n_clicks, ==, 1);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (fixture->button)));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/button-item/button", Fixture, NULL, setup, test_button, teardown);
  g_test_add ("/button-item/check-box", Fixture, NULL, setup, test_check_box, teardown);
  return g_test_run ();
}
