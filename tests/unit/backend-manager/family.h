/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void perch_family_adopt_orphans (void);
GPid perch_family_fork (void (*life) (gpointer data), gpointer data);
void perch_family_sleep (gpointer data);
void perch_family_burn (gpointer data);
void perch_family_end (void);

G_END_DECLS
