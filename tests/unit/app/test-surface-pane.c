/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/surface-pane.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/server/surface.h"
#include "sample-backends.h"

typedef struct
{
  PerchSurface *surface;
  GPtrArray *surfaces;
  GtkWidget *window;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->surface = perch_surface_new ("bridge", NULL);
  fixture->surfaces = g_ptr_array_new ();
  g_ptr_array_add (fixture->surfaces, fixture->surface);
  fixture->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_container_add (GTK_CONTAINER (fixture->window), perch_surface_pane_new (fixture->surfaces));
  gtk_widget_show (gtk_bin_get_child (GTK_BIN (fixture->window)));
  gtk_widget_show (fixture->window);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
  g_ptr_array_unref (fixture->surfaces);
  perch_surface_free (fixture->surface);
}

/* All that can be read, and the names of the buttons that can be pressed. */
static void
read_cb (GtkWidget *widget, gpointer user_data)
{
  GString *text = user_data;

  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_BUTTON (widget) && gtk_widget_is_sensitive (widget))
    g_string_append_printf (text, "[%s]\n",
                            atk_object_get_name (gtk_widget_get_accessible (widget)));
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_foreach (GTK_CONTAINER (widget), read_cb, user_data);
}

static gboolean
says (Fixture *fixture, const char *words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  read_cb (fixture->window, text);
  return strstr (text->str, words) != NULL;
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;

  sample_wait_until (says (fixture, "Bridge"));
  g_assert_true (says (fixture, "○ Closed"));
  g_assert_false (says (fixture, "[Copy"));

  g_assert_true (perch_surface_listen (fixture->surface, any, &error));
  g_assert_no_error (error);
  address = perch_surface_dup_address (fixture->surface);
  sample_wait_until (says (fixture, "● Open"));
  g_assert_true (says (fixture, address));
  g_assert_true (says (fixture, "http://127.0.0.1:"));
  g_assert_true (says (fixture, "[Copy the address: Bridge]"));

  perch_surface_unlisten (fixture->surface);
  perch_surface_set_problem (fixture->surface, "Somebody has the port");
  sample_wait_until (says (fixture, "✕ Error"));
  g_assert_true (says (fixture, "Somebody has the port"));
  g_assert_false (says (fixture, "[Copy"));
}

static void
test_more (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("%s/perch-surface-pane-%d", g_get_tmp_dir (), getpid ());
  PerchSurface *other = perch_surface_new ("control", NULL);
  g_autoptr (GSocketAddress) socket = g_unix_socket_address_new (path);

  sample_wait_until (says (fixture, "Bridge"));
  g_assert_true (perch_surface_listen (other, socket, NULL));
  g_ptr_array_add (fixture->surfaces, other);
  sample_wait_until (says (fixture, "Control socket"));
  g_assert_true (says (fixture, path));
  g_assert_false (says (fixture, "http:"));

  g_ptr_array_remove (fixture->surfaces, other);
  sample_wait_until (!says (fixture, "Control socket"));
  perch_surface_free (other);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/surface-pane/" name, Fixture, NULL, setup, function, teardown)
  ADD ("states", test_states);
  ADD ("more", test_more);
#undef ADD
  return g_test_run ();
}
