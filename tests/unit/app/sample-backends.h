/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"
#include "tests/unit/backend-manager/patience.h"

G_BEGIN_DECLS

/* A few real backends in a folder of their own, for tests of what is shown of them. */
typedef struct
{
  char *dir;
  char *profiles_dir;
  char *run_dir;
  GPtrArray *warnings; /* (element-type utf8): patterns, expected when the profiles are loaded */
  PerchBackendManager *manager; /* (nullable): from sample_backends_load() on */
} SampleBackends;

void sample_backends_init (SampleBackends *self);
void sample_backends_add (SampleBackends *self, const char *name, const char *script);
void sample_backends_add_restarting (SampleBackends *self, const char *name, const char *script);
void sample_backends_add_profile (SampleBackends *self, const char *name, const char *json);
void sample_backends_add_broken (SampleBackends *self, const char *name);
void sample_backends_load (SampleBackends *self);
PerchBackend *sample_backends_get (SampleBackends *self, const char *name);
void sample_backends_wait (PerchBackend *backend, PerchBackendState state);
void sample_backends_clear (SampleBackends *self);

/* What the scripts of sample_backends_add() may be. */
#define SAMPLE_RUNS "exec sleep 1000"
#define SAMPLE_FAILS "echo 'no such table' >&2; exit 78"

/* Samples that run, too, may take their time. */
#define sample_wait_until(CONDITION) perch_wait_until (CONDITION)

G_END_DECLS
