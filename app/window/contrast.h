/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* What can be read by people whose sight is not the best, too (WCAG 2, level AA). */
#define PERCH_CONTRAST_READABLE 4.5

double perch_contrast_get (const GdkRGBA *a, const GdkRGBA *b);
void perch_contrast_ensure (GdkRGBA *colour, const GdkRGBA *text, const GdkRGBA *background);

G_END_DECLS
