/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/object-service.h"

G_BEGIN_DECLS

/* Makes a result of what the backend has answered, and returns it with @task. */
typedef void (*PerchObjectRead) (PerchObjectService *self, JsonObject *answer, GTask *task);

void perch_object_service_ask (PerchObjectService *self,
                               const char *command,
                               JsonObject *params,
                               PerchObjectRead read,
                               GTask *task);
void perch_object_service_forget (PerchObjectService *self, const char *id);
PerchBackendClient *perch_object_service_get_client (PerchObjectService *self);
guint perch_object_service_get_timeout (PerchObjectService *self);
PerchRemoteObject *perch_remote_object_new (PerchObjectService *service,
                                            const char *id,
                                            const char *type_name);
PerchObjectService *perch_remote_object_get_service (PerchRemoteObject *self);

/* For perch_object_service_ask(). */
void perch_object_read_object (PerchObjectService *self, JsonObject *answer, GTask *task);
void perch_object_read_result (PerchObjectService *self, JsonObject *answer, GTask *task);
void perch_object_read_success (PerchObjectService *self, JsonObject *answer, GTask *task);
void perch_object_read_available (PerchObjectService *self, JsonObject *answer, GTask *task);

G_END_DECLS
