/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"
#include "backend-manager/object-result.h"

G_BEGIN_DECLS

#define PERCH_TYPE_OBJECT_SERVICE (perch_object_service_get_type ())
G_DECLARE_FINAL_TYPE (PerchObjectService, perch_object_service, PERCH, OBJECT_SERVICE, GObject)

PerchObjectService *perch_object_service_new (PerchBackendClient *client);
void perch_object_service_set_timeout (PerchObjectService *self, guint timeout_ms);

void perch_object_service_import_async (PerchObjectService *self,
                                        const char *module,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
PerchRemoteObject *perch_object_service_import_finish (PerchObjectService *self,
                                                       GAsyncResult *result,
                                                       GError **error);
void perch_object_service_eval_async (PerchObjectService *self,
                                      const char *expression,
                                      const PerchObjectArguments *locals,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
PerchObjectResult *perch_object_service_eval_finish (PerchObjectService *self,
                                                     GAsyncResult *result,
                                                     GError **error);
void perch_object_service_wrap_async (PerchObjectService *self,
                                      JsonNode *value,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
PerchRemoteObject *perch_object_service_wrap_finish (PerchObjectService *self,
                                                     GAsyncResult *result,
                                                     GError **error);
void perch_object_service_has_module_async (PerchObjectService *self,
                                            const char *module,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean perch_object_service_has_module_finish (PerchObjectService *self,
                                                 GAsyncResult *result,
                                                 gboolean *has_module,
                                                 GError **error);

G_END_DECLS
