/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PERCH_TRAY_ROW_TEXT,
  PERCH_TRAY_ROW_ACTION,
  PERCH_TRAY_ROW_CHECK,
  PERCH_TRAY_ROW_SUBMENU,
  PERCH_TRAY_ROW_SEPARATOR,
} PerchTrayRowKind;

/**
 * PerchTrayRow:
 * @id: (nullable): its name for programs
 * @label: what it says; `_` marks the mnemonic, `__` is an underscore; empty for a separator
 * @action: (nullable): full name of the action
 * @target: (nullable): parameter for @action
 * @secondary: a middle click on the icon is a click on this row
 * @active: whether the mark of a check box is set
 * @children: (nullable) (element-type PerchTrayRow): rows of the submenu
 *
 * One row of a menu at one moment, with all that has to be known to draw it. A row that is not
 * visible keeps its place.
 */
typedef struct
{
  PerchTrayRowKind kind;
  char *id;
  char *label;
  char *action;
  GVariant *target;
  gboolean visible;
  gboolean sensitive;
  gboolean active;
  gboolean secondary;
  GPtrArray *children;
} PerchTrayRow;

GPtrArray *perch_tray_rows_new (GMenuModel *menu, GActionGroup *actions, GPtrArray *models);
gboolean perch_tray_rows_same_shape (GPtrArray *a, GPtrArray *b);
void perch_tray_row_activate (const PerchTrayRow *self, GActionGroup *actions);

G_END_DECLS
