/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/error.h"

G_DEFINE_QUARK (perch_backend_error, perch_backend_error)
