/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/object-arguments.h"

G_BEGIN_DECLS

typedef struct _PerchObjectResult PerchObjectResult;

#define PERCH_TYPE_REMOTE_OBJECT (perch_remote_object_get_type ())
G_DECLARE_FINAL_TYPE (PerchRemoteObject, perch_remote_object, PERCH, REMOTE_OBJECT, GObject)

const char *perch_remote_object_get_id (PerchRemoteObject *self);
const char *perch_remote_object_get_type_name (PerchRemoteObject *self);
JsonNode *perch_remote_object_to_json (PerchRemoteObject *self);
char *perch_remote_object_steal_id (PerchRemoteObject *self);

void perch_remote_object_create_async (PerchRemoteObject *self,
                                       const char *class_name,
                                       const PerchObjectArguments *arguments,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
PerchRemoteObject *perch_remote_object_create_finish (PerchRemoteObject *self,
                                                      GAsyncResult *result,
                                                      GError **error);
void perch_remote_object_call_async (PerchRemoteObject *self,
                                     const char *method,
                                     const PerchObjectArguments *arguments,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
PerchObjectResult *perch_remote_object_call_finish (PerchRemoteObject *self,
                                                    GAsyncResult *result,
                                                    GError **error);
void perch_remote_object_get_attribute_async (PerchRemoteObject *self,
                                              const char *name,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
PerchObjectResult *perch_remote_object_get_attribute_finish (PerchRemoteObject *self,
                                                             GAsyncResult *result,
                                                             GError **error);
void perch_remote_object_set_attribute_async (PerchRemoteObject *self,
                                              const char *name,
                                              JsonNode *value,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
gboolean perch_remote_object_set_attribute_finish (PerchRemoteObject *self,
                                                   GAsyncResult *result,
                                                   GError **error);
void perch_remote_object_get_floats_async (PerchRemoteObject *self,
                                           guint dimensions,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
GBytes *perch_remote_object_get_floats_finish (
    PerchRemoteObject *self, GAsyncResult *result, guint *rows, guint *columns, GError **error);
void perch_remote_object_dispose_async (PerchRemoteObject *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean perch_remote_object_dispose_finish (PerchRemoteObject *self,
                                             GAsyncResult *result,
                                             GError **error);

G_END_DECLS
