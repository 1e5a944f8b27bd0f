/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/json-fields.h"

G_BEGIN_DECLS

typedef enum
{
  PERCH_TRIGGER_START,
  PERCH_TRIGGER_STOP,
  PERCH_TRIGGER_RESTART,
  PERCH_TRIGGER_CALL,
  PERCH_TRIGGER_NOTIFY,
  PERCH_TRIGGER_PUBLISH,
} PerchTriggerActionKind;

/**
 * PerchTriggerArguments:
 * @backend: (nullable): whom it is about; set for all but notify and publish
 * @method: (nullable): of a call
 * @params: (nullable): of a call, JSON
 * @timeout_ms: how long the answer to a call may take
 * @title: (nullable): of a notification
 * @body: (nullable): of a notification
 * @event: (nullable): what is published
 * @payload: (nullable): of the event, an object
 *
 * What an action does it with; all of it owned. Clear with perch_trigger_arguments_clear().
 */
typedef struct
{
  char *backend;
  char *method;
  char *params;
  guint timeout_ms;
  char *title;
  char *body;
  char *event;
  JsonNode *payload;
} PerchTriggerArguments;

typedef struct _PerchTriggerAction PerchTriggerAction;

PerchTriggerAction *perch_trigger_action_read (const PerchJsonFields *list,
                                               const char *index,
                                               GError **error);
void perch_trigger_action_free (PerchTriggerAction *self);
PerchTriggerActionKind perch_trigger_action_get_kind (const PerchTriggerAction *self);
const char *perch_trigger_action_get_word (const PerchTriggerAction *self);
gboolean perch_trigger_action_fill (const PerchTriggerAction *self,
                                    JsonObject *values,
                                    PerchTriggerArguments *arguments,
                                    GError **error);
void perch_trigger_arguments_clear (PerchTriggerArguments *arguments);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTriggerAction, perch_trigger_action_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchTriggerArguments, perch_trigger_arguments_clear)

G_END_DECLS
