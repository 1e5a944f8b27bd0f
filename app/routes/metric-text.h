/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PERCH_METRIC_TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

void perch_metric_text_begin (GString *text, const char *name, const char *type, const char *help);
void perch_metric_text_add (GString *text, const char *name, double value, ...)
    G_GNUC_NULL_TERMINATED;

G_END_DECLS
