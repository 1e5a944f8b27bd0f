/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/status-window.h"

#include <glib/gi18n.h>

#include "app/attention.h"
#include "app/product-name.h"
#include "app/status-text.h"
#include "app/window/backend-pane.h"
#include "app/window/stack-item.h"
#include "app/window/window-buttons.h"
#include "app/window/window-notes.h"

/* The window shows what the tray menu shows, for those who have no tray or want to see more. @tick
 * and @attention are there exactly while it is mapped and not minimised: a hidden window costs
 * nothing. The panes are the children of @stack, one for each backend and named after it. */
struct _PerchStatusWindow
{
  GtkWindow parent_instance;

  PerchWindowSources sources; /* (unowned) */
  GtkLabel *problems;
  GtkContainer *notes; /* of programs, and their questions */
  GtkWidget *switcher; /* of @tabs, shown when there is more than one */
  GtkWidget *preferences;
  GtkStack *tabs;
  GtkWidget *sidebar;
  GtkStack *stack;
  GtkContainer *content;
  GtkButton *quit; /* in @content, from perch_status_window_new() on */
  GSource *tick; /* (owned) (nullable) */
  PerchAttention *attention; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PerchStatusWindow, perch_status_window, GTK_TYPE_WINDOW)

static void
refresh (PerchStatusWindow *self)
{
  g_autoptr (GList) panes = gtk_container_get_children (GTK_CONTAINER (self->stack));

  for (GList *l = panes; l != NULL; l = l->next)
    perch_backend_pane_refresh (l->data);
}

static gboolean
tick_cb (gpointer user_data)
{
  refresh (user_data);
  return G_SOURCE_CONTINUE;
}

static void
stop_looking (PerchStatusWindow *self)
{
  if (self->tick != NULL)
    g_source_destroy (self->tick);
  g_clear_pointer (&self->tick, g_source_unref);
  g_clear_pointer (&self->attention, perch_attention_free);
}

static void
start_looking (PerchStatusWindow *self)
{
  stop_looking (self);
  self->tick = g_timeout_source_new_seconds (1);
  g_source_set_static_name (self->tick, "perch-window-tick");
  g_source_set_callback (self->tick, tick_cb, self, NULL);
  g_source_attach (self->tick, g_main_context_get_thread_default ());
  self->attention = perch_attention_new (self->sources.manager);
  refresh (self);
}

static void
perch_status_window_map (GtkWidget *widget)
{
  PerchStatusWindow *self = PERCH_STATUS_WINDOW (widget);
  GtkWidget *pane = gtk_stack_get_visible_child (self->stack);

  start_looking (self);
  if (pane != NULL && gtk_window_get_focus (GTK_WINDOW (self)) == NULL &&
      gtk_widget_is_ancestor (pane, gtk_stack_get_visible_child (self->tabs)))
    gtk_widget_grab_focus (pane); /* on another tab nobody would see where the keys go */
  GTK_WIDGET_CLASS (perch_status_window_parent_class)->map (widget);
}

static void
perch_status_window_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (perch_status_window_parent_class)->unmap (widget);
  stop_looking (PERCH_STATUS_WINDOW (widget));
}

/* Minimised it stays mapped, for GTK. */
static gboolean
perch_status_window_window_state_event (GtkWidget *widget, GdkEventWindowState *event)
{
  PerchStatusWindow *self = PERCH_STATUS_WINDOW (widget);
  gboolean hidden = (event->new_window_state & GDK_WINDOW_STATE_ICONIFIED) != 0;

  if (hidden)
    stop_looking (self);
  else if (self->tick == NULL && gtk_widget_get_mapped (widget))
    start_looking (self);
  return GTK_WIDGET_CLASS (perch_status_window_parent_class)->window_state_event (widget, event);
}

static gboolean
perch_status_window_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  PerchStatusWindow *self = PERCH_STATUS_WINDOW (widget);
  GtkWidget *tab = gtk_stack_get_visible_child (self->tabs);

  if (GTK_WIDGET_CLASS (perch_status_window_parent_class)->key_press_event (widget, event))
    return GDK_EVENT_STOP;
  /* What had the focus may have become insensitive. The keys of the tab must work all the same. */
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL && gtk_widget_get_realized (tab) &&
      gtk_widget_event (tab, (GdkEvent *) event))
    return GDK_EVENT_STOP;
  if (event->keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_window_close (GTK_WINDOW (widget));
  return GDK_EVENT_STOP;
}

static void
backend_changed_cb (PerchBackend *backend, GParamSpec *pspec, PerchStatusWindow *self)
{
  GtkWidget *pane = gtk_stack_get_child_by_name (self->stack, perch_backend_get_name (backend));

  if (pane != NULL && g_str_equal (pspec->name, "label"))
    {
      g_autofree char *label = perch_status_text_shorten (perch_backend_get_label (backend), 40);

      gtk_container_child_set (GTK_CONTAINER (self->stack), pane, "title", label, NULL);
    }
  if (self->attention != NULL && pane != NULL)
    perch_backend_pane_refresh (PERCH_BACKEND_PANE (pane));
  if (g_str_equal (pspec->name, "state"))
    perch_window_buttons_refresh (self->quit, self->sources.manager);
}

static void
add_pane (PerchStatusWindow *self, PerchBackend *backend)
{
  g_autofree char *label = perch_status_text_shorten (perch_backend_get_label (backend), 40);

  gtk_stack_add_titled (self->stack, perch_backend_pane_new (backend, &self->sources),
                        perch_backend_get_name (backend), label);
  g_signal_connect_object (backend, "notify", G_CALLBACK (backend_changed_cb), self, 0);
}

/* For gtk_container_foreach(). One of the same name may be another backend. */
static void
drop_pane_of_nobody (GtkWidget *pane, gpointer user_data)
{
  PerchStatusWindow *self = user_data;
  PerchBackend *backend = perch_backend_pane_get_backend (PERCH_BACKEND_PANE (pane));

  if (perch_backend_manager_lookup (self->sources.manager, perch_backend_get_name (backend)) ==
      backend)
    return;
  g_signal_handlers_disconnect_by_func (backend, backend_changed_cb, self);
  gtk_widget_destroy (pane);
}

/* What the person looks at stays in front of them, as long as it is there. */
static void
backends_changed_cb (PerchStatusWindow *self)
{
  guint n_backends = g_list_model_get_n_items (G_LIST_MODEL (self->sources.manager));

  gtk_container_foreach (GTK_CONTAINER (self->stack), drop_pane_of_nobody, self);
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend =
          g_list_model_get_item (G_LIST_MODEL (self->sources.manager), i);
      const char *name = perch_backend_get_name (backend);

      if (gtk_stack_get_child_by_name (self->stack, name) == NULL)
        add_pane (self, backend);
      gtk_container_child_set (GTK_CONTAINER (self->stack),
                               gtk_stack_get_child_by_name (self->stack, name), "position", (int) i,
                               NULL);
    }
  gtk_widget_set_visible (self->sidebar, n_backends > 1);
  perch_window_buttons_refresh (self->quit, self->sources.manager);
  if (self->attention != NULL)
    start_looking (self);
}

/* GTK would give the focus to the first text of the pane, and select that. */
static void
pane_changed_cb (PerchStatusWindow *self)
{
  GtkWidget *pane = gtk_stack_get_visible_child (self->stack);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (pane == NULL || !GTK_IS_LABEL (focus))
    return;
  gtk_label_select_region (GTK_LABEL (focus), 0, 0);
  gtk_widget_grab_focus (pane);
}

static void
problems_changed_cb (PerchStatusWindow *self)
{
  const char *const *problems = perch_backend_manager_get_problems (self->sources.manager);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; problems != NULL && problems[i] != NULL; i++)
    {
      g_autofree char *line = perch_status_text_shorten (problems[i], 500);

      g_string_append_printf (text, "%s▲ %s", i > 0 ? "\n" : "", line);
    }
  gtk_label_set_text (self->problems, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), text->len > 0);
}

static void
perch_status_window_dispose (GObject *object)
{
  stop_looking (PERCH_STATUS_WINDOW (object));

  G_OBJECT_CLASS (perch_status_window_parent_class)->dispose (object);
}

static void
perch_status_window_class_init (PerchStatusWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = perch_status_window_dispose;
  widget_class->map = perch_status_window_map;
  widget_class->unmap = perch_status_window_unmap;
  widget_class->window_state_event = perch_status_window_window_state_event;
  widget_class->key_press_event = perch_status_window_key_press_event;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/perch/Perch/ui/status-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PerchStatusWindow, problems);
  gtk_widget_class_bind_template_child (widget_class, PerchStatusWindow, notes);
  gtk_widget_class_bind_template_child (widget_class, PerchStatusWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, PerchStatusWindow, preferences);
  gtk_widget_class_bind_template_child (widget_class, PerchStatusWindow, tabs);
  gtk_widget_class_bind_template_child (widget_class, PerchStatusWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, PerchStatusWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PerchStatusWindow, content);
}

static void
perch_status_window_init (PerchStatusWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_title (GTK_WINDOW (self), perch_product_name ());
}

/**
 * perch_status_window_new:
 * @sources: what it shows; what it names outlives the window
 *
 * Closing the window ends it: the tray goes on without, and Quit is another button.
 *
 * Returns: (transfer none): a window that is not shown yet; GTK owns it
 */
GtkWidget *
perch_status_window_new (const PerchWindowSources *sources)
{
  PerchStatusWindow *self = NULL;
  g_auto (GStrv) tabs = NULL;

  g_return_val_if_fail (sources != NULL, NULL);

  self = g_object_new (PERCH_TYPE_STATUS_WINDOW, NULL);
  self->sources = *sources;
  gtk_widget_insert_action_group (GTK_WIDGET (self), "perch", sources->actions);
  gtk_widget_set_visible (self->preferences, perch_window_buttons_shows (sources, "preferences"));
  gtk_container_add (self->content, perch_window_buttons_new (sources, &self->quit));
  g_signal_connect_object (self->sources.manager, "items-changed", G_CALLBACK (backends_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources.manager, "notify::problems",
                           G_CALLBACK (problems_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (pane_changed_cb), self,
                           G_CONNECT_SWAPPED);
  backends_changed_cb (self);
  problems_changed_cb (self);
  perch_window_notes_fill (self->notes, sources);
  perch_window_tabs_add (sources, self->tabs);
  tabs = perch_window_tabs_list (sources);
  gtk_widget_set_visible (self->switcher, g_strv_length (tabs) > 1);
  return GTK_WIDGET (self);
}

/**
 * perch_status_window_get_tab:
 *
 * Returns: (transfer none): the name of the tab in front
 */
const char *
perch_status_window_get_tab (PerchStatusWindow *self)
{
  g_return_val_if_fail (PERCH_IS_STATUS_WINDOW (self), NULL);

  return gtk_stack_get_visible_child_name (self->tabs);
}

/**
 * perch_status_window_get_backend:
 *
 * Returns: (transfer none) (nullable): the name of the backend that is shown; %NULL without any
 */
const char *
perch_status_window_get_backend (PerchStatusWindow *self)
{
  g_return_val_if_fail (PERCH_IS_STATUS_WINDOW (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

static void
select_page (GtkStack *stack, const char *name)
{
  if (name != NULL && gtk_stack_get_child_by_name (stack, name) != NULL)
    gtk_stack_set_visible_child_name (stack, name);
}

/**
 * perch_status_window_select:
 * @tab: (nullable): the name of a tab
 * @backend: (nullable): the name of a backend
 *
 * Puts them in front, as far as they are there.
 */
void
perch_status_window_select (PerchStatusWindow *self, const char *tab, const char *backend)
{
  g_return_if_fail (PERCH_IS_STATUS_WINDOW (self));

  select_page (self->tabs, tab);
  select_page (self->stack, backend);
}

/**
 * perch_status_window_list_items:
 * @items: (element-type PerchItem): gets what can be used in the window
 *
 * The buttons are those of the backend that is selected.
 */
void
perch_status_window_list_items (PerchStatusWindow *self, GPtrArray *items)
{
  GtkWidget *pane = NULL;

  g_return_if_fail (PERCH_IS_STATUS_WINDOW (self));
  g_return_if_fail (items != NULL);

  g_ptr_array_add (items, perch_stack_item_new (PERCH_STATUS_WINDOW_TABS, _ ("Tabs"),
                                                PERCH_ITEM_SELECT_TAB, self->tabs, self->switcher));
  g_ptr_array_add (items,
                   perch_stack_item_new (PERCH_STATUS_WINDOW_BACKENDS, _ ("Backends"),
                                         PERCH_ITEM_SELECT_LIST_ITEM, self->stack, self->sidebar));
  pane = gtk_stack_get_visible_child (self->stack);
  if (pane != NULL)
    perch_backend_pane_list_items (PERCH_BACKEND_PANE (pane), items);
  perch_window_tabs_list_items (self->tabs, items);
}
