/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/profile.h"

G_BEGIN_DECLS

/* A port that nobody has said anything of. */
#define PERCH_SERVER_PORT_UNSAID G_MININT

/**
 * PerchServerChoice:
 * @profiles_dir: folder of the profile files; made when it is not there
 * @data_dir: folder of Perch's data, where the servers that it carries are unpacked
 * @kind: not %PERCH_BACKEND_KIND_STDIO
 * @venv: (nullable): absolute path of an environment; %NULL for the one that the profile has, or
 *   none
 * @port: where the server is to listen, 0 for any port that is free, or %PERCH_SERVER_PORT_UNSAID
 *   for what the profile has
 *
 * Which of the servers that Perch carries somebody wants to run, and how.
 */
typedef struct
{
  const char *profiles_dir;
  const char *data_dir;
  PerchBackendKind kind;
  const char *venv;
  int port;
} PerchServerChoice;

PerchProfile *perch_server_profile_set_up (const PerchServerChoice *choice,
                                           gboolean *changed,
                                           GError **error);

G_END_DECLS
