/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/config/sections.h"
#include "app/hooks/hooks-error.h"

/* What scripts can call by name: nothing that is not here, or registered as these are. */

static gboolean
take_no_args (JsonNode *args, GError **error)
{
  gboolean none =
      args == NULL || JSON_NODE_HOLDS_NULL (args) ||
      (JSON_NODE_HOLDS_ARRAY (args) && json_array_get_length (json_node_get_array (args)) == 0) ||
      (JSON_NODE_HOLDS_OBJECT (args) && json_object_get_size (json_node_get_object (args)) == 0);

  if (!none)
    g_set_error_literal (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_VALUE,
                         "/args: expected none: this callback takes nothing");
  return none;
}

/* For who has just written a file and does not want to wait until that is noticed. */
static gboolean
reread_settings_cb (gpointer owner, JsonNode *args, GError **error)
{
  gsize n_sections = 0;
  const PerchSection *sections = perch_sections_get (&n_sections);

  if (!take_no_args (args, error))
    return FALSE;
  for (gsize i = 0; i < n_sections; i++)
    perch_settings_reread (owner, sections[i].name);
  return TRUE;
}

static gboolean
clear_indicators_cb (gpointer owner, JsonNode *args, GError **error)
{
  if (!take_no_args (args, error))
    return FALSE;
  perch_indicators_clear (owner);
  return TRUE;
}

/**
 * perch_routes_register_callbacks:
 * @self: the routes, with all that they are ever given; to be called once
 *
 * Makes known what scripts can call.
 */
void
perch_routes_register_callbacks (PerchRoutes *self)
{
  g_return_if_fail (self != NULL);

  if (self->settings != NULL)
    perch_item_registry_add_callback (self->items, "reread_settings", reread_settings_cb,
                                      self->settings);
  if (self->indicators != NULL)
    perch_item_registry_add_callback (self->items, "clear_indicators", clear_indicators_cb,
                                      self->indicators);
}
