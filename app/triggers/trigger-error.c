/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-error.h"

G_DEFINE_QUARK (perch_trigger_error, perch_trigger_error)
