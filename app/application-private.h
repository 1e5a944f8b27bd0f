/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/application.h"
#include "app/autostart.h"
#include "app/events.h"
#include "app/headless-items.h"
#include "app/journal/log-handler.h"
#include "app/quit.h"
#include "app/routes/control.h"
#include "app/session-client.h"
#include "app/sleep-watch.h"
#include "app/surfaces.h"
#include "app/triggers/triggers.h"

G_BEGIN_DECLS

/* Owns everything that a running Perch consists of, but for what draws on a screen: perch-tray's
 * main adds that in #PerchApplication::ready. */
struct _PerchApplication
{
  GApplication parent_instance;
  PerchMode mode;
  char *backend; /* (owned) (nullable) */
  GStrv args; /* (owned) (nullable) */
  gboolean test_hooks;
  gboolean hidden;
  const PerchBranding *branding; /* (unowned) (nullable) */
  PerchSettings *settings; /* (owned) (nullable): from startup on */
  PerchAutostart *autostart; /* (owned) (nullable): from startup until shutdown */
  PerchControl *control; /* (owned) (nullable): until shutdown */
  PerchSurfaces *surfaces; /* (owned) (nullable): from startup until shutdown */
  PerchJournal *journal; /* (owned) */
  PerchLogHandler *log_handler; /* (owned) */
  PerchBackendManager *manager; /* (owned) */
  char *event_numbers; /* (owned) (type filename): see perch_event_numbers_begin() */
  PerchEvents *events; /* (owned) (nullable): from startup on; outlives @control */
  PerchIndicators *indicators; /* (owned) */
  PerchNotifier *notifier; /* (owned) (nullable): from startup on */
  PerchTriggers *triggers; /* (owned) (nullable): from startup on; outlives @control */
  PerchAskQueue *asks; /* (owned) (nullable): from startup until shutdown */
  PerchStandingAnswers *standing; /* (owned) (nullable): the same */
  PerchHeadlessItems *headless_items; /* (owned) (nullable): without a display, until shutdown */
  PerchQuit *quit; /* (owned) (nullable): from startup on */
  PerchMemorySaver *memory_saver; /* (owned) */
  PerchSleepWatch *sleep; /* (owned) (nullable): from startup until shutdown */
  guint bus_name_id; /* of the bus name that is wanted; 0 without a bus, and after shutdown */
  PerchSessionClient *session; /* (owned) (nullable): in a desktop session, until shutdown */
};

G_END_DECLS
