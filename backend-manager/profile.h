/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/backend-kind.h"

G_BEGIN_DECLS

typedef enum
{
  PERCH_RESTART_ON_FAILURE,
  PERCH_RESTART_ALWAYS,
  PERCH_RESTART_NEVER,
} PerchRestartMode;

typedef enum
{
  PERCH_READY_ON_SPAWN,
  PERCH_READY_ON_STATUS,
  PERCH_READY_ON_HTTP,
  PERCH_READY_ON_LOG,
  PERCH_READY_ON_HEALTH,
} PerchReadyOn;

/**
 * PerchProfile:
 * @name: letters, digits, `.`, `_` and `-`, at most 64, no leading dot; unique
 * @label: what people see; the name when the profile has none
 * @file: (nullable): where it was loaded from; %NULL when made by perch_profile_new()
 * @executable: (nullable): absolute path; %NULL means the search of perch_executable_find()
 * @cwd: (nullable): absolute path of the working directory; %NULL means the executable's folder
 * @env: names and values as "NAME=VALUE", on top of the cleaned environment
 * @venv: (nullable): absolute path of a virtual environment
 * @port: of kind `http` and `rpc` where it listens, 0 when Perch is to choose; else that of HTTP
 *   probes, 0 when there is none
 * @socket: (nullable): absolute path of the socket of kind `pipe`; %NULL when Perch is to choose
 * @secret: whether it wants to see the secret that Perch makes for each run; not of kind `stdio`
 * @after: names of the backends that are to be ready before it starts
 * @ready_pattern: (nullable): regular expression (PCRE) for `ready.on` = `log`
 * @health_on: whether it is asked for its health while it runs
 * @health_path: where, over HTTP
 *
 * What a backend's profile file says, with defaults filled in. Immutable after loading; read the
 * fields, never write them.
 */
typedef struct
{
  char *name;
  char *label;
  char *file;
  PerchBackendKind kind;
  char *executable;
  GStrv args;
  char *cwd;
  GStrv env;
  char *venv;
  guint16 port;
  char *socket;
  gboolean secret;
  GStrv after;
  gboolean autostart;
  PerchRestartMode restart;
  guint stop_timeout_ms;
  PerchReadyOn ready_on;
  char *ready_path;
  char *ready_pattern;
  guint ready_timeout_ms;
  gboolean health_on;
  char *health_path;
  guint health_interval_ms;
  guint health_failures;
  gboolean health_restart;
  /*< private >*/
  gatomicrefcount ref_count;
} PerchProfile;

PerchProfile *perch_profile_new (const char *name, const char *executable, const char *const *args);
PerchProfile *perch_profile_load (const char *path, GStrv *warnings, GError **error);
PerchProfile *perch_profile_ref (PerchProfile *self);
void perch_profile_unref (PerchProfile *self);
gboolean perch_profile_equal (const PerchProfile *a, const PerchProfile *b);
char *perch_profile_resolve_path (const char *text, const char *file);
gboolean perch_profile_name_is_valid (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchProfile, perch_profile_unref)

G_END_DECLS
