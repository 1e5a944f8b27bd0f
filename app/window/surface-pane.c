/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/surface-pane.h"

#include <glib/gi18n.h>

#include "app/server/surface.h"
#include "app/status-text.h"
#include "app/window/copy-button.h"

#define MARGIN 18
#define MAX_PROBLEM_CHARS 500

/* Where other programs reach Perch: a row for each surface, with what it is for and how it is.
 * @rows has as many as there were surfaces at the last look; @tick looks each second, exactly while
 * the pane is mapped. */
struct _PerchSurfacePane
{
  GtkScrolledWindow parent_instance;

  const GPtrArray *surfaces; /* (unowned) (element-type PerchSurface) */
  GtkGrid *grid;
  GArray *rows; /* (owned) (element-type Row) */
  GSource *tick; /* (owned) (nullable) */
};

/* The widgets of a row, which belong to the grid. */
typedef struct
{
  GtkLabel *state;
  GtkLabel *address;
  PerchCopyButton *copy;
} Row;

/* What people call a surface, and what it is good for. */
static const struct
{
  const char *name;
  const char *title;
  const char *purpose;
} known[] = {
  { "control", N_ ("Control socket"), N_ ("For commands in a terminal") },
  { "bridge", N_ ("Bridge"), N_ ("For programs that use the backends") },
  { "listener", N_ ("Web listener"), N_ ("For the extension of the browser") },
  { "hooks", N_ ("Test hooks"), N_ ("For scripts and tests that press buttons as a person does") },
};

G_DEFINE_FINAL_TYPE (PerchSurfacePane, perch_surface_pane, GTK_TYPE_SCROLLED_WINDOW)

static GtkLabel *
add_label (PerchSurfacePane *self, int column, int row, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_grid_attach (self->grid, label, column, row, column == 0 ? 2 : 1, 1);
  return GTK_LABEL (label);
}

static const char *
find_title (const char *name, const char **purpose)
{
  *purpose = "";
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, name))
      {
        *purpose = _ (known[i].purpose);
        return _ (known[i].title);
      }
  return name;
}

/* Three lines of the grid: title, purpose, and how it is with its address. */
static void
add_row (PerchSurfacePane *self, const PerchSurface *surface)
{
  int line = (int) self->rows->len * 3;
  const char *purpose = NULL;
  const char *title = find_title (perch_surface_get_name ((PerchSurface *) surface), &purpose);
  GtkLabel *head = add_label (self, 0, line, NULL);
  GtkLabel *words = add_label (self, 0, line + 1, purpose);
  g_autofree char *bold = g_markup_printf_escaped ("<b>%s</b>", title);
  g_autofree char *copy_name = NULL;
  Row row = { 0 };

  gtk_label_set_markup (head, bold);
  gtk_widget_set_margin_top (GTK_WIDGET (head), line > 0 ? MARGIN : 0);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (words)),
                               GTK_STYLE_CLASS_DIM_LABEL);
  row.address = add_label (self, 1, line + 2, NULL);
  row.state = add_label (self, 0, line + 2, NULL);
  gtk_container_child_set (GTK_CONTAINER (self->grid), GTK_WIDGET (row.state), "width", 1, NULL);
  gtk_label_set_selectable (row.address, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (row.address), TRUE);
  row.copy = g_object_new (PERCH_TYPE_COPY_BUTTON, NULL);
  /* Translators: %s is the name of a port, such as “Bridge” */
  copy_name = g_strdup_printf (_ ("Copy the address: %s"), title);
  perch_copy_button_set_name (row.copy, copy_name);
  gtk_grid_attach (self->grid, GTK_WIDGET (row.copy), 2, line + 2, 1, 1);
  g_array_append_val (self->rows, row);
}

/* A text that stays the same must stay the same label: it may be selected by somebody. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/* Ports are shown as they are written into a browser, sockets as files. */
static char *
format_place (const char *address)
{
  return g_path_is_absolute (address) ? g_strdup (address) : g_strdup_printf ("http://%s", address);
}

static void
show_surface (const Row *row, PerchSurface *surface)
{
  const char *problem = perch_surface_get_problem (surface);
  g_autofree char *address = perch_surface_dup_address (surface);
  g_autofree char *place = address != NULL ? format_place (address) : NULL;
  g_autofree char *words =
      problem != NULL ? perch_status_text_shorten (problem, MAX_PROBLEM_CHARS) : NULL;

  if (place != NULL)
    set_text (row->state, _ ("● Open"));
  else
    set_text (row->state, problem != NULL ? _ ("✕ Error") : _ ("○ Closed"));
  set_text (row->address, place != NULL ? place : words != NULL ? words : "");
  perch_copy_button_set_text (row->copy, place);
}

static void
refresh (PerchSurfacePane *self)
{
  if (self->rows->len != self->surfaces->len)
    {
      gtk_container_foreach (GTK_CONTAINER (self->grid), (GtkCallback) gtk_widget_destroy, NULL);
      g_array_set_size (self->rows, 0);
      for (guint i = 0; i < self->surfaces->len; i++)
        add_row (self, g_ptr_array_index (self->surfaces, i));
      gtk_widget_show_all (GTK_WIDGET (self->grid));
    }
  for (guint i = 0; i < self->rows->len; i++)
    show_surface (&g_array_index (self->rows, Row, i), g_ptr_array_index (self->surfaces, i));
}

static gboolean
tick_cb (gpointer user_data)
{
  refresh (user_data);
  return G_SOURCE_CONTINUE;
}

static void
stop_looking (PerchSurfacePane *self)
{
  if (self->tick != NULL)
    g_source_destroy (self->tick);
  g_clear_pointer (&self->tick, g_source_unref);
}

static void
perch_surface_pane_map (GtkWidget *widget)
{
  PerchSurfacePane *self = PERCH_SURFACE_PANE (widget);

  stop_looking (self);
  self->tick = g_timeout_source_new_seconds (1);
  g_source_set_static_name (self->tick, "perch-surface-pane");
  g_source_set_callback (self->tick, tick_cb, self, NULL);
  g_source_attach (self->tick, g_main_context_get_thread_default ());
  refresh (self);
  GTK_WIDGET_CLASS (perch_surface_pane_parent_class)->map (widget);
}

static void
perch_surface_pane_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (perch_surface_pane_parent_class)->unmap (widget);
  stop_looking (PERCH_SURFACE_PANE (widget));
}

static void
perch_surface_pane_finalize (GObject *object)
{
  PerchSurfacePane *self = PERCH_SURFACE_PANE (object);

  stop_looking (self);
  g_array_unref (self->rows);

  G_OBJECT_CLASS (perch_surface_pane_parent_class)->finalize (object);
}

static void
perch_surface_pane_class_init (PerchSurfacePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = perch_surface_pane_finalize;
  widget_class->map = perch_surface_pane_map;
  widget_class->unmap = perch_surface_pane_unmap;
}

static void
perch_surface_pane_init (PerchSurfacePane *self)
{
  GtkWidget *grid = gtk_grid_new ();

  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->grid = GTK_GRID (grid);
  g_object_set (grid, "margin", MARGIN, "column-spacing", 12, "row-spacing", 3, NULL);
  gtk_container_add (GTK_CONTAINER (self), grid);
  gtk_widget_show_all (GTK_WIDGET (self));
}

/**
 * perch_surface_pane_new:
 * @surfaces: (element-type PerchSurface): the ports, which may become more or fewer; outlives the
 *   widget
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
perch_surface_pane_new (const GPtrArray *surfaces)
{
  PerchSurfacePane *self = NULL;

  g_return_val_if_fail (surfaces != NULL, NULL);

  self = g_object_new (PERCH_TYPE_SURFACE_PANE, NULL);
  self->surfaces = surfaces;
  return GTK_WIDGET (self);
}
