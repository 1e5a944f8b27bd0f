/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/window-keeper.h"

#include <glib/gi18n.h>

#include "app/window/frame-times.h"
#include "app/window/status-window.h"

/* Has the status window made when it is wanted, and gives all of its memory back when it is closed.
 * @window is there exactly while the window is open. The rest is how it was left: the next one
 * begins there. */
struct _PerchWindowKeeper
{
  GObject parent_instance;

  PerchWindowSources sources;
  GtkWidget *window; /* (owned) (nullable) */
  char *tab; /* (owned) (nullable) */
  char *backend; /* (owned) (nullable) */
  int width; /* 0 before there was a window */
  int height;
};

enum
{
  CLOSED,
  OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchWindowKeeper, perch_window_keeper, G_TYPE_OBJECT)

static void
closed_cb (PerchWindowKeeper *self)
{
  PerchStatusWindow *window = PERCH_STATUS_WINDOW (self->window);

  g_free (self->tab);
  g_free (self->backend);
  self->tab = g_strdup (perch_status_window_get_tab (window));
  self->backend = g_strdup (perch_status_window_get_backend (window));
  gtk_window_get_size (GTK_WINDOW (self->window), &self->width, &self->height);
  g_clear_object (&self->window);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
open_window (PerchWindowKeeper *self)
{
  GtkWidget *window = perch_status_window_new (&self->sources);

  self->window = g_object_ref (window);
  g_signal_connect_object (window, "destroy", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  if (self->width > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), self->width, self->height);
  perch_status_window_select (PERCH_STATUS_WINDOW (window), self->tab, self->backend);
  if (self->sources.frames != NULL)
    perch_frame_times_watch (window, self->sources.frames);
  g_signal_emit (self, signals[OPENED], 0);
}

static void
perch_window_keeper_dispose (GObject *object)
{
  PerchWindowKeeper *self = PERCH_WINDOW_KEEPER (object);

  if (self->window != NULL)
    gtk_widget_destroy (self->window);
  g_clear_pointer (&self->tab, g_free);
  g_clear_pointer (&self->backend, g_free);

  G_OBJECT_CLASS (perch_window_keeper_parent_class)->dispose (object);
}

static void
perch_window_keeper_class_init (PerchWindowKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_window_keeper_dispose;

  /**
   * PerchWindowKeeper::closed:
   *
   * The window is closed, most often by the person.
   */
  signals[CLOSED] = g_signal_new ("closed", PERCH_TYPE_WINDOW_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  /**
   * PerchWindowKeeper::opened:
   *
   * There is a window now, about to be shown.
   */
  signals[OPENED] = g_signal_new ("opened", PERCH_TYPE_WINDOW_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
perch_window_keeper_init (PerchWindowKeeper *self)
{
}

/**
 * perch_window_keeper_new:
 * @sources: what the window shows; what it names outlives the returned object
 *
 * GTK must be initialised.
 *
 * Returns: (transfer full):
 */
PerchWindowKeeper *
perch_window_keeper_new (const PerchWindowSources *sources)
{
  PerchWindowKeeper *self = NULL;

  g_return_val_if_fail (sources != NULL, NULL);

  self = g_object_new (PERCH_TYPE_WINDOW_KEEPER, NULL);
  self->sources = *sources;
  return self;
}

/**
 * perch_window_keeper_show:
 *
 * Shows the status window, in front of the others.
 */
void
perch_window_keeper_show (PerchWindowKeeper *self)
{
  g_return_if_fail (PERCH_IS_WINDOW_KEEPER (self));

  if (self->window == NULL)
    open_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

/**
 * perch_window_keeper_show_page:
 * @tab: (nullable): the name of a tab; %NULL for the one that is or was in front
 * @backend: (nullable): the name of a backend; %NULL for the one that is or was selected
 *
 * Shows the status window, in front of the others, with that tab and that backend in it. A name
 * that it does not know changes nothing.
 */
void
perch_window_keeper_show_page (PerchWindowKeeper *self, const char *tab, const char *backend)
{
  g_return_if_fail (PERCH_IS_WINDOW_KEEPER (self));

  perch_window_keeper_show (self);
  perch_status_window_select (PERCH_STATUS_WINDOW (self->window), tab, backend);
}

/**
 * perch_window_keeper_get_window:
 *
 * Returns: (transfer none) (nullable): the status window while it is open
 */
GtkWindow *
perch_window_keeper_get_window (PerchWindowKeeper *self)
{
  g_return_val_if_fail (PERCH_IS_WINDOW_KEEPER (self), NULL);

  return (GtkWindow *) self->window;
}

static GStrv
list_backends (PerchWindowKeeper *self)
{
  GListModel *backends = G_LIST_MODEL (self->sources.manager);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (backends, i);

      g_strv_builder_add (names, perch_backend_get_name (backend));
    }
  return g_strv_builder_end (names);
}

static void
choose_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  PerchWindowKeeper *self = PERCH_WINDOW_KEEPER (item->target);
  const char *name = g_variant_get_string (value, NULL);

  if (action == PERCH_ITEM_SELECT_TAB)
    perch_window_keeper_show_page (self, name, NULL);
  else
    perch_window_keeper_show_page (self, NULL, name);
}

/* Scripts find the same names whether the window is open or not; to choose one opens it there. */
static PerchItem *
make_closed_item (PerchWindowKeeper *self,
                  const char *id,
                  const char *label,
                  PerchItemAction action,
                  GStrv choices,
                  const char *value)
{
  PerchItem *item = perch_item_new (id, label);
  const char *first = choices[0] != NULL ? choices[0] : "";

  item->enabled = g_strv_length (choices) > 1;
  perch_item_set_value (item, g_variant_new_string (value != NULL ? value : first));
  perch_item_take_choices (item, choices);
  perch_item_accept (item, action, choose_cb, self);
  return item;
}

/**
 * perch_window_keeper_list_items:
 * @items: (element-type PerchItem): gets what can be used in the window
 */
void
perch_window_keeper_list_items (PerchWindowKeeper *self, GPtrArray *items)
{
  g_return_if_fail (PERCH_IS_WINDOW_KEEPER (self));
  g_return_if_fail (items != NULL);

  if (self->window != NULL)
    {
      perch_status_window_list_items (PERCH_STATUS_WINDOW (self->window), items);
      return;
    }
  g_ptr_array_add (items, make_closed_item (self, PERCH_STATUS_WINDOW_TABS, _ ("Tabs"),
                                            PERCH_ITEM_SELECT_TAB,
                                            perch_window_tabs_list (&self->sources), self->tab));
  g_ptr_array_add (items, make_closed_item (self, PERCH_STATUS_WINDOW_BACKENDS, _ ("Backends"),
                                            PERCH_ITEM_SELECT_LIST_ITEM, list_backends (self),
                                            self->backend));
}
