/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/config-commands.h"

#include "app/cli/output.h"
#include "app/paths.h"
#include "app/server/runtime-dir.h"

typedef struct
{
  const char *name;
  char *path;
} Place;

static void
add_places (GArray *places)
{
  const Place all[] = {
    { "settings", perch_paths_get_config_dir () }, { "backends", perch_paths_get_profiles_dir () },
    { "logs", perch_paths_get_state_dir () },      { "data", perch_paths_get_data_dir () },
    { "runs", perch_paths_get_run_dir () },        { "socket", perch_runtime_dir_find () },
  };

  g_array_append_vals (places, all, G_N_ELEMENTS (all));
}

static void
clear_place (gpointer data)
{
  g_free (((Place *) data)->path);
}

static void
print_json (GArray *places)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  for (guint i = 0; i < places->len; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (g_array_index (places, Place, i).path, -1);

      json_builder_set_member_name (builder, g_array_index (places, Place, i).name);
      json_builder_add_string_value (builder, valid);
    }
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  perch_output_json (node);
}

/**
 * perch_config_show_places:
 * @json: whether programs are to read it
 *
 * Says which folders Perch keeps its settings and files in.
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_config_show_places (gboolean json)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  g_array_set_clear_func (places, clear_place);
  add_places (places);
  if (json)
    {
      print_json (places);
      return PERCH_EXIT_OK;
    }
  for (guint i = 0; i < places->len; i++)
    g_print ("%-9s %s\n", g_array_index (places, Place, i).name,
             g_array_index (places, Place, i).path);
  return PERCH_EXIT_OK;
}
