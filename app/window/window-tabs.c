/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/window-tabs.h"

#include <glib/gi18n.h>

#include "app/window/event-pane.h"
#include "app/window/log-pane.h"
#include "app/window/surface-pane.h"

/* The tabs of the status window, but for the first one, which is part of its template. */

#define FIRST_TAB "backends"
#define LOG_TAB "log"

/* @name never changes: scripts know the tab by it. */
typedef struct
{
  const char *name;
  const char *title;
  gboolean (*has_source) (const PerchWindowSources *sources);
  GtkWidget *(*make) (const PerchWindowSources *sources);
} Tab;

static gboolean
has_events (const PerchWindowSources *sources)
{
  return sources->hub != NULL;
}

static GtkWidget *
make_events (const PerchWindowSources *sources)
{
  return perch_event_pane_new (sources->hub);
}

static gboolean
has_log (const PerchWindowSources *sources)
{
  return sources->log_directory != NULL;
}

static GtkWidget *
make_log (const PerchWindowSources *sources)
{
  return perch_log_pane_new (sources->manager, sources->log_directory);
}

static gboolean
has_surfaces (const PerchWindowSources *sources)
{
  return sources->surfaces != NULL;
}

static GtkWidget *
make_surfaces (const PerchWindowSources *sources)
{
  return perch_surface_pane_new (sources->surfaces);
}

static const Tab tabs[] = {
  { LOG_TAB, N_ ("Log"), has_log, make_log },
  { "events", N_ ("Events"), has_events, make_events },
  { "surfaces", N_ ("Addresses"), has_surfaces, make_surfaces },
};

/**
 * perch_window_tabs_add:
 * @stack: gets a page for each tab that there is something to show on
 */
void
perch_window_tabs_add (const PerchWindowSources *sources, GtkStack *stack)
{
  g_return_if_fail (sources != NULL);
  g_return_if_fail (GTK_IS_STACK (stack));

  for (gsize i = 0; i < G_N_ELEMENTS (tabs); i++)
    if (tabs[i].has_source (sources))
      gtk_stack_add_titled (stack, tabs[i].make (sources), tabs[i].name, _ (tabs[i].title));
}

/**
 * perch_window_tabs_list:
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of all tabs, the first one included
 */
GStrv
perch_window_tabs_list (const PerchWindowSources *sources)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (sources != NULL, NULL);

  g_strv_builder_add (names, FIRST_TAB);
  for (gsize i = 0; i < G_N_ELEMENTS (tabs); i++)
    if (tabs[i].has_source (sources))
      g_strv_builder_add (names, tabs[i].name);
  return g_strv_builder_end (names);
}

/**
 * perch_window_tabs_list_items:
 * @stack: has the tabs
 * @items: (element-type PerchItem): gets what can be used on them
 */
void
perch_window_tabs_list_items (GtkStack *stack, GPtrArray *items)
{
  GtkWidget *log = NULL;

  g_return_if_fail (GTK_IS_STACK (stack));
  g_return_if_fail (items != NULL);

  log = gtk_stack_get_child_by_name (stack, LOG_TAB);
  if (log != NULL)
    perch_log_pane_list_items (PERCH_LOG_PANE (log), items);
}
