/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "perch-client-error.h"
#include "perch-client-macros.h"
#include "perch-event-stream.h"
#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define PERCH_TYPE_CLIENT (perch_client_get_type ())
/* clang-format off */
PERCH_CLIENT_EXPORT
G_DECLARE_FINAL_TYPE (PerchClient, perch_client, PERCH, CLIENT, GObject)
/* clang-format on */

/**
 * PerchClientChange:
 * @PERCH_CLIENT_START: start it, and wait until it is ready
 * @PERCH_CLIENT_STOP: stop it, and wait until nothing of it is left
 * @PERCH_CLIENT_RESTART: one after the other
 *
 * What can be done to a backend.
 */
typedef enum
{
  PERCH_CLIENT_START,
  PERCH_CLIENT_STOP,
  PERCH_CLIENT_RESTART,
} PerchClientChange;

PERCH_CLIENT_EXPORT PerchClient *perch_client_new (void);
PERCH_CLIENT_EXPORT PerchClient *perch_client_new_for_port (guint16 port, const char *token);
PERCH_CLIENT_EXPORT guint perch_client_get_timeout (PerchClient *self);
PERCH_CLIENT_EXPORT void perch_client_set_timeout (PerchClient *self, guint seconds);

/* Any route. */
PERCH_CLIENT_EXPORT JsonNode *perch_client_request (PerchClient *self,
                                                    const char *method,
                                                    const char *path,
                                                    const char *json,
                                                    GCancellable *cancellable,
                                                    GError **error);
PERCH_CLIENT_EXPORT void perch_client_request_async (PerchClient *self,
                                                     const char *method,
                                                     const char *path,
                                                     const char *json,
                                                     GCancellable *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_request_finish (PerchClient *self,
                                                           GAsyncResult *result,
                                                           GError **error);

/* Perch and its backends. */
PERCH_CLIENT_EXPORT JsonNode *perch_client_get_status (PerchClient *self,
                                                       GCancellable *cancellable,
                                                       GError **error);
PERCH_CLIENT_EXPORT void perch_client_get_status_async (PerchClient *self,
                                                        GCancellable *cancellable,
                                                        GAsyncReadyCallback callback,
                                                        gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_get_status_finish (PerchClient *self,
                                                              GAsyncResult *result,
                                                              GError **error);

PERCH_CLIENT_EXPORT JsonNode *perch_client_list_backends (PerchClient *self,
                                                          GCancellable *cancellable,
                                                          GError **error);
PERCH_CLIENT_EXPORT void perch_client_list_backends_async (PerchClient *self,
                                                           GCancellable *cancellable,
                                                           GAsyncReadyCallback callback,
                                                           gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_list_backends_finish (PerchClient *self,
                                                                 GAsyncResult *result,
                                                                 GError **error);

PERCH_CLIENT_EXPORT JsonNode *perch_client_change_backend (PerchClient *self,
                                                           const char *name,
                                                           PerchClientChange change,
                                                           GCancellable *cancellable,
                                                           GError **error);
PERCH_CLIENT_EXPORT void perch_client_change_backend_async (PerchClient *self,
                                                            const char *name,
                                                            PerchClientChange change,
                                                            GCancellable *cancellable,
                                                            GAsyncReadyCallback callback,
                                                            gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_change_backend_finish (PerchClient *self,
                                                                  GAsyncResult *result,
                                                                  GError **error);

PERCH_CLIENT_EXPORT JsonNode *perch_client_call (PerchClient *self,
                                                 const char *name,
                                                 const char *method,
                                                 const char *params,
                                                 GCancellable *cancellable,
                                                 GError **error);
PERCH_CLIENT_EXPORT void perch_client_call_async (PerchClient *self,
                                                  const char *name,
                                                  const char *method,
                                                  const char *params,
                                                  GCancellable *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_call_finish (PerchClient *self,
                                                        GAsyncResult *result,
                                                        GError **error);

/* The person. */
PERCH_CLIENT_EXPORT JsonNode *perch_client_ask (PerchClient *self,
                                                const char *prompt,
                                                guint timeout_s,
                                                GCancellable *cancellable,
                                                GError **error);
PERCH_CLIENT_EXPORT void perch_client_ask_async (PerchClient *self,
                                                 const char *prompt,
                                                 guint timeout_s,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_ask_finish (PerchClient *self,
                                                       GAsyncResult *result,
                                                       GError **error);

/* Events. */
PERCH_CLIENT_EXPORT void perch_client_listen_async (PerchClient *self,
                                                    gint64 since,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer user_data);
PERCH_CLIENT_EXPORT PerchEventStream *perch_client_listen_finish (PerchClient *self,
                                                                  GAsyncResult *result,
                                                                  GError **error);

/* Menu entries, buttons and fields: for a client at the port for scripts. */
PERCH_CLIENT_EXPORT JsonNode *perch_client_click (PerchClient *self,
                                                  const char *item,
                                                  GCancellable *cancellable,
                                                  GError **error);
PERCH_CLIENT_EXPORT void perch_client_click_async (PerchClient *self,
                                                   const char *item,
                                                   GCancellable *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_click_finish (PerchClient *self,
                                                         GAsyncResult *result,
                                                         GError **error);

PERCH_CLIENT_EXPORT JsonNode *perch_client_get_value (PerchClient *self,
                                                      const char *item,
                                                      GCancellable *cancellable,
                                                      GError **error);
PERCH_CLIENT_EXPORT void perch_client_get_value_async (PerchClient *self,
                                                       const char *item,
                                                       GCancellable *cancellable,
                                                       GAsyncReadyCallback callback,
                                                       gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_get_value_finish (PerchClient *self,
                                                             GAsyncResult *result,
                                                             GError **error);

PERCH_CLIENT_EXPORT JsonNode *perch_client_set_value (PerchClient *self,
                                                      const char *item,
                                                      JsonNode *value,
                                                      GCancellable *cancellable,
                                                      GError **error);
PERCH_CLIENT_EXPORT void perch_client_set_value_async (PerchClient *self,
                                                       const char *item,
                                                       JsonNode *value,
                                                       GCancellable *cancellable,
                                                       GAsyncReadyCallback callback,
                                                       gpointer user_data);
PERCH_CLIENT_EXPORT JsonNode *perch_client_set_value_finish (PerchClient *self,
                                                             GAsyncResult *result,
                                                             GError **error);

G_END_DECLS
