/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *perch_paths_get_config_dir (void);
char *perch_paths_get_profiles_dir (void);
char *perch_paths_get_state_dir (void);
char *perch_paths_get_data_dir (void);
char *perch_paths_get_run_dir (void);
char *perch_paths_get_program_dir (void);
char *perch_paths_find_program (const char *name);
char *perch_paths_find_catalogues (void);
char *perch_paths_find_docs (void);
char *perch_paths_name_bundle (void);

G_END_DECLS
