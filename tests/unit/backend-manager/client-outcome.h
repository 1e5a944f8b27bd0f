/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"

G_BEGIN_DECLS

/* What became of one question to a backend. */
typedef struct
{
  gboolean returned;
  gboolean ok; /* of a ping */
  GBytes *result; /* (owned) (nullable): of a call, or the numbers */
  guint rows;
  guint columns;
  GError *error; /* (owned) (nullable) */
} PerchOutcome;

void perch_outcome_called_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void perch_outcome_pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void perch_outcome_floats_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void perch_outcome_wait (PerchOutcome *self);
void perch_outcome_assert_json (PerchOutcome *self, const char *json);
void perch_outcome_assert_error (PerchOutcome *self, GQuark domain, int code, const char *words);
void perch_outcome_clear (PerchOutcome *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchOutcome, perch_outcome_clear)

G_END_DECLS
