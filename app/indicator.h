/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  PERCH_INDICATOR_OK,
  PERCH_INDICATOR_BUSY,
  PERCH_INDICATOR_WARNING,
  PERCH_INDICATOR_ERROR,
} PerchIndicatorState;

/* What @progress is when there is none to show. */
#define PERCH_INDICATOR_NO_PROGRESS (-1.0)

/**
 * PerchIndicator:
 * @name: what is indicated, such as "backup"; tells it from the others
 * @backend: (nullable): name of the backend that said so last; %NULL for any other program
 * @state: how it is
 * @text: (nullable): what is to be shown; %NULL once it is gone
 * @progress: from 0 to 1, or %PERCH_INDICATOR_NO_PROGRESS
 *
 * Something that a person is shown in a row of its own. Belongs to a #PerchIndicators.
 */
typedef struct
{
  char *name;
  char *backend;
  PerchIndicatorState state;
  char *text;
  double progress;
} PerchIndicator;

/**
 * PerchIndicatorUpdate:
 * @name: which indicator
 * @has_state: @state is to be taken over
 * @has_text: @text is to be taken over; %NULL or an empty one takes the indicator away
 * @has_progress: @progress is to be taken over
 *
 * What somebody wants changed. Clear with perch_indicator_update_clear().
 */
typedef struct
{
  char *name;
  gboolean has_state;
  PerchIndicatorState state;
  gboolean has_text;
  char *text;
  gboolean has_progress;
  double progress;
} PerchIndicatorUpdate;

gboolean perch_indicator_update_read (PerchIndicatorUpdate *update,
                                      JsonObject *object,
                                      GError **error);
void perch_indicator_update_clear (PerchIndicatorUpdate *update);

JsonNode *perch_indicator_to_json (const PerchIndicator *indicator);
char *perch_indicator_to_text (const PerchIndicator *indicator);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchIndicatorUpdate, perch_indicator_update_clear)

G_END_DECLS
