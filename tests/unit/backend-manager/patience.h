/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Long enough for a busy machine; reached only when a test fails. */
#define PERCH_PATIENCE_SECONDS 60

/* Runs the main loop until CONDITION holds; fails where it stands when that does not come. */
#define perch_wait_until(CONDITION)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + PERCH_PATIENCE_SECONDS * G_USEC_PER_SEC;          \
    while (!(CONDITION))                                                                           \
      {                                                                                            \
        g_assert_cmpint (g_get_monotonic_time (), <, deadline_);                                   \
        perch_patience_iterate ();                                                                 \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

void perch_patience_iterate (void);

G_END_DECLS
