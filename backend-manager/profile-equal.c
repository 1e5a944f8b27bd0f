/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/profile.h"

static gboolean
same_program (const PerchProfile *a, const PerchProfile *b)
{
  return g_str_equal (a->name, b->name) && g_str_equal (a->label, b->label) &&
         g_strcmp0 (a->file, b->file) == 0 && a->kind == b->kind &&
         g_strcmp0 (a->executable, b->executable) == 0 &&
         g_strv_equal ((const char *const *) a->args, (const char *const *) b->args) &&
         g_strcmp0 (a->cwd, b->cwd) == 0 &&
         g_strv_equal ((const char *const *) a->env, (const char *const *) b->env) &&
         g_strcmp0 (a->venv, b->venv) == 0;
}

static gboolean
same_place (const PerchProfile *a, const PerchProfile *b)
{
  return a->port == b->port && g_strcmp0 (a->socket, b->socket) == 0 && a->secret == b->secret &&
         g_strv_equal ((const char *const *) a->after, (const char *const *) b->after);
}

static gboolean
same_life (const PerchProfile *a, const PerchProfile *b)
{
  return a->restart == b->restart && a->stop_timeout_ms == b->stop_timeout_ms &&
         a->ready_on == b->ready_on && g_strcmp0 (a->ready_path, b->ready_path) == 0 &&
         g_strcmp0 (a->ready_pattern, b->ready_pattern) == 0 &&
         a->ready_timeout_ms == b->ready_timeout_ms && a->health_on == b->health_on &&
         g_str_equal (a->health_path, b->health_path) &&
         a->health_interval_ms == b->health_interval_ms &&
         a->health_failures == b->health_failures && a->health_restart == b->health_restart;
}

/**
 * perch_profile_equal:
 *
 * Whether it starts with Perch does not count: that changes nothing about a run.
 *
 * Returns: whether both make a backend run in the same way
 */
gboolean
perch_profile_equal (const PerchProfile *a, const PerchProfile *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return same_program (a, b) && same_place (a, b) && same_life (a, b);
}
