/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/approvals/ask-queue.h"
#include "app/indicators.h"
#include "app/server/event-hub.h"
#include "app/server/latencies.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

/**
 * PerchWindowSources:
 * @manager: the backends
 * @actions: the actions of the tray menu, perch_menu_get_actions()
 * @indicators: (nullable): what programs want a person to see
 * @log_directory: (nullable) (type filename): where the log is
 * @hub: (nullable): what happens
 * @surfaces: (nullable) (element-type PerchSurface): where other programs reach Perch
 * @asks: (nullable): the questions that wait for the person
 * @hidden_entries: (array zero-terminated=1) (nullable): #PERCH_MENU_ID of what nobody is to click
 * @frames: (nullable): takes how long each frame of the window needs
 *
 * What the status window shows. All of it belongs to others and outlives the windows.
 */
typedef struct
{
  PerchBackendManager *manager;
  GActionGroup *actions;
  PerchIndicators *indicators;
  const char *log_directory;
  PerchEventHub *hub;
  const GPtrArray *surfaces;
  PerchAskQueue *asks;
  const char *const *hidden_entries;
  PerchLatencies *frames;
} PerchWindowSources;

void perch_window_tabs_add (const PerchWindowSources *sources, GtkStack *stack);
void perch_window_tabs_list_items (GtkStack *stack, GPtrArray *items);
GStrv perch_window_tabs_list (const PerchWindowSources *sources);

G_END_DECLS
