/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* The library hides all that is not marked with this. */
#define PERCH_CLIENT_EXPORT __attribute__ ((visibility ("default"))) extern
