/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/entry-item.h"

#include "sample-backends.h"

static void
committed_cb (GObject *owner)
{
  guint *n_commits = g_object_get_data (owner, "n-commits");

  (*n_commits)++;
}

static void
test_entry (void)
{
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  GtkWidget *entry = gtk_entry_new ();
  g_autoptr (GObject) owner = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (PerchItem) item = NULL;
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string ("new"));
  guint n_commits = 0;

  g_object_set_data (owner, "n-commits", &n_commits);
  perch_entry_item_on_commit (GTK_ENTRY (entry), G_CALLBACK (committed_cb), owner);
  gtk_entry_set_text (GTK_ENTRY (entry), "old");
  gtk_container_add (GTK_CONTAINER (window), entry);
  gtk_widget_show_all (window);
  sample_wait_until (gtk_widget_get_mapped (entry));
  item = perch_entry_item_new ("name", "Name", GTK_ENTRY (entry));
  g_assert_true (item->enabled);
  g_assert_cmpstr (g_variant_get_string (item->value, NULL), ==, "old");
  item->perform (item, PERCH_ITEM_SET_VALUE, value);
  g_assert_cmpstr (gtk_entry_get_text (GTK_ENTRY (entry)), ==, "new");
  g_assert_cmpuint (n_commits, ==, 1);

  g_clear_object (&owner);
  gtk_widget_activate (entry);
  g_assert_cmpuint (n_commits, ==, 1);
  gtk_widget_destroy (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entry-item/entry", test_entry);
  return g_test_run ();
}
