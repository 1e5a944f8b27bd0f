/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many triggers may set off one another in a row. */
#define PERCH_TRIGGER_CHAIN_MAX 16

typedef struct _PerchTriggerChains PerchTriggerChains;

PerchTriggerChains *perch_trigger_chains_new (void);
void perch_trigger_chains_free (PerchTriggerChains *self);
guint perch_trigger_chains_get_depth (PerchTriggerChains *self,
                                      const char *trace_id,
                                      const char *source);
void perch_trigger_chains_reach (PerchTriggerChains *self,
                                 const char *trace_id,
                                 const char *backend,
                                 guint depth);
gboolean perch_trigger_chains_cut (PerchTriggerChains *self, const char *trace_id);
gboolean perch_trigger_chains_is_cut (PerchTriggerChains *self, const char *trace_id);
void perch_trigger_chains_move_backend (PerchTriggerChains *self,
                                        const char *backend,
                                        const char *trace_id,
                                        gint64 now_us);
const char *perch_trigger_chains_get_mover (PerchTriggerChains *self,
                                            const char *backend,
                                            gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTriggerChains, perch_trigger_chains_free)

G_END_DECLS
