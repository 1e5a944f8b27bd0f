/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"
#include "backend-manager/backend-private.h"
#include "backend-manager/problems.h"
#include "backend-manager/profile-dir.h"
#include "backend-manager/waiters.h"

G_BEGIN_DECLS

/* The name of the backend that is run when no profile says anything. */
#define PERCH_DEFAULT_BACKEND "main"

/* What is sound is in @backends; what is not, in @problems. @autostart has the names of those that
 * start with Perch. @reading is set while the profiles are being read anew; @read_again, only then,
 * says that they have changed meanwhile. @reload_waiters are those who want to know when that is
 * done. @parting runs while one of @backends may have to go. */
struct _PerchBackendManager
{
  GObject parent_instance;
  char *profiles_dir; /* (owned) */
  char *override; /* (owned) (nullable) */
  char *label; /* (owned): of the backend that no profile names */
  GStrv args; /* (owned) (nullable) */
  gboolean default_autostart;
  PerchBackendConfig *config; /* (owned) */
  GPtrArray *backends; /* (owned) (element-type PerchBackend) */
  GHashTable *autostart; /* (owned) (element-type utf8): a set */
  PerchProblems *problems; /* (owned) */
  GCancellable *reading; /* (owned) (nullable) */
  gboolean read_again;
  PerchWaiters *reload_waiters; /* (owned) */
  GSource *parting; /* (owned) (nullable) */
};

/* backend-manager.c */
void perch_backend_manager_tell (PerchBackendManager *self, const char *name, const char *change);
void perch_backend_manager_note_autostart (PerchBackendManager *self,
                                           const char *name,
                                           gboolean autostart);

/* backend-manager-load.c */
void perch_backend_manager_warn (PerchBackendManager *self,
                                 const char *topic,
                                 const char *const *problems);
void perch_backend_manager_insert (PerchBackendManager *self, guint index, PerchProfile *profile);
GPtrArray *perch_backend_manager_plan (PerchBackendManager *self,
                                       const PerchProfileDir *found,
                                       GPtrArray *kept);

/* backend-manager-needs.c */
GPtrArray *perch_backend_manager_find_needs (PerchBackend *backend,
                                             gpointer user_data,
                                             GError **error);
void perch_backend_manager_check_needs (PerchBackendManager *self);
gboolean perch_backend_manager_is_needed (PerchBackendManager *self, PerchBackend *need);

/* backend-manager-reload.c */
void perch_backend_manager_state_changed_cb (PerchBackend *backend,
                                             GParamSpec *pspec,
                                             PerchBackendManager *self);
void perch_backend_manager_end_reload (PerchBackendManager *self);

G_END_DECLS
