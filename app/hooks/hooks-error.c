/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/hooks-error.h"

G_DEFINE_QUARK (perch_hooks_error, perch_hooks_error)
