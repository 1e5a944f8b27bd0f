/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Names the file, wherever it is. */
#define PERCH_BRANDING_VARIABLE "PERCH_BRANDING"

/**
 * PerchBranding:
 * @id: (nullable): id of the application, such as `org.example.WordCounter`: what its desktop file
 *   is called, and its folders
 * @name: (nullable): what a person knows it as
 * @icon: (nullable) (type filename): picture for its windows and notifications
 * @icon_dir: (nullable) (type filename): folder with an icon theme that has all icons for the tray
 * @backend: (nullable) (type filename): executable of its backend
 * @hidden_entries: (array zero-terminated=1): #PERCH_MENU_ID of the entries that its menu lacks
 * @settings: (nullable): sections of the settings, by their names, with the values that they begin
 *   with where they are not the usual ones
 *
 * What makes Perch part of somebody's product: what `branding.json` says, checked. All paths are
 * absolute.
 */
typedef struct
{
  char *id;
  char *name;
  char *icon;
  char *icon_dir;
  char *backend;
  GStrv hidden_entries;
  JsonObject *settings;
} PerchBranding;

char *perch_branding_get_named (void);
char *perch_branding_find (const char *program_dir);
PerchBranding *perch_branding_load (const char *path, GError **error);
PerchBranding *perch_branding_load_ours (const char *program_dir);
GIcon *perch_branding_get_icon (const PerchBranding *self);
void perch_branding_free (PerchBranding *self);
gboolean perch_branding_seed (const PerchBranding *self, const char *config_dir, GError **error);
gboolean perch_branding_begin (const char *program_dir, PerchBranding **branding, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchBranding, perch_branding_free)

G_END_DECLS
