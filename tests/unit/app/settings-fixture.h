/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/settings.h"
#include "tests/unit/backend-manager/scratch.h"

G_BEGIN_DECLS

/* The settings in a folder of their own; their section "bridge" is applied here, which fails
 * unless @works. @outcome and @error are of the last change that was asked for, @n_outcomes
 * counts them. */
typedef struct
{
  PerchScratch scratch;
  char *folder;
  char *path;
  PerchSettings *settings;
  guint n_applied;
  guint n_changed;
  GPtrArray *trace_ids; /* (element-type utf8): of each change; %NULL for who has none */
  guint n_problems_changed;
  gint64 port;
  gboolean works;
  guint n_outcomes;
  PerchSettingsOutcome *outcome;
  GError *error;
} SettingsFixture;

void settings_fixture_set_up (SettingsFixture *fixture, gconstpointer data);
void settings_fixture_tear_down (SettingsFixture *fixture, gconstpointer data);
void settings_fixture_done_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void settings_fixture_ask (SettingsFixture *fixture, const char *section, const char *changes);
void settings_fixture_wait (SettingsFixture *fixture, guint n_outcomes);
void settings_fixture_change (SettingsFixture *fixture, const char *section, const char *changes);

G_END_DECLS
