/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/attention.h"
#include "app/hooks/hook-tasks.h"
#include "app/routes/routes.h"
#include "app/server/caller-finder.h"
#include "app/tickets/ticket-watch.h"

G_BEGIN_DECLS

/* What a person or a script has to say in a few words, some of them escaped: small enough to be
 * read on the main loop. */
#define PERCH_SMALL_BODY (64 * 1024)

typedef struct _PerchHealth PerchHealth;

/* What the handlers of all groups share. @attention and @watch_end are set exactly while
 * somebody polls. */
struct _PerchRoutes
{
  PerchBackendManager *manager; /* (owned) */
  PerchJournal *journal; /* (owned) */
  GActionGroup *actions; /* (owned) */
  const char *mode;
  gint64 started_us; /* CLOCK_BOOTTIME */
  PerchIndicators *indicators; /* (owned) (nullable): set before anybody asks */
  PerchEventServer *events; /* (unowned) (nullable) */
  PerchTriggers *triggers; /* (unowned) (nullable) */
  PerchTraffic *traffic; /* (owned) (nullable): from when there is a route for it */
  PerchPulse *pulse; /* (unowned) (nullable): set before anybody asks at the hooks */
  PerchAskQueue *asks; /* (owned) (nullable): set before anybody asks */
  PerchStandingAnswers *standing; /* (owned) (nullable): the same */
  PerchCallerFinder *callers; /* (owned) */
  PerchSettings *settings; /* (owned) (nullable) */
  GPtrArray *surfaces; /* (element-type PerchSurface): unowned */
  PerchToken *token; /* (unowned) (nullable): what opens the TCP ports */
  char *docs_file; /* (owned): where docs.gresource should be */
  GPtrArray *changes; /* (owned): of perch_routes_add_group() */
  PerchItemRegistry *items; /* (owned): what scripts see and use */
  PerchLatencies *frames; /* (owned): of windows; empty where there are none */
  PerchHookTasks *tasks; /* (owned) (nullable): from when there is a route for it */
  guint64 events_before; /* number of the newest event of what was before the last reset */
  GCancellable *ended; /* (owned): cancelled when the routes are freed */
  PerchTicketWatch *tickets; /* (owned) (nullable): from when there is a route for it */
  PerchHealth *health; /* (owned) (nullable): made for the first one who asks */
  PerchAttention *attention; /* (owned) (nullable) */
  GSource *watch_end; /* (owned) (nullable) */
};

void perch_routes_add_group (PerchRoutes *self,
                             PerchRouter *router,
                             const PerchRoute *routes,
                             gsize n_routes);
void perch_routes_add_identity (PerchRoutes *self, JsonBuilder *builder);
PerchBackend *perch_routes_find_receiver (PerchRoutes *self);
gboolean perch_routes_is_receiver_coming (PerchRoutes *self);
void perch_routes_register_callbacks (PerchRoutes *self);
void perch_routes_reply_change (PerchRequest *request, JsonBuilder *builder);
void perch_routes_reply_not_changed (PerchRequest *request, const GError *error);
void perch_routes_set_logged (PerchRequest *request);
void perch_routes_watch_backends (PerchRoutes *self);
void perch_health_free (PerchHealth *self);

G_END_DECLS
