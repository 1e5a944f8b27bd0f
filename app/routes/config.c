/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/journal/mask.h"
#include "app/server/reply.h"
#include "backend-manager/json-fields.h"
#include "backend-manager/json-text.h"

/* As much as "perch config set" can be given; it is read on the main loop. */
#define MAX_BODY (128 * 1024)

static void
add_strings (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (values[i], -1);

      json_builder_add_string_value (builder, valid);
    }
  json_builder_end_array (builder);
}

/* The values, and what is wrong with them. */
static void
add_state (JsonBuilder *builder, const PerchMask *mask, const PerchSettingsState *state)
{
  perch_json_add_text (builder, "file", state->path);
  json_builder_set_member_name (builder, "values");
  json_builder_add_value (builder, perch_mask_copy_json (mask, state->values));
  perch_json_add_text (builder, "problem", state->problem);
  add_strings (builder, "warnings", (const char *const *) state->warnings);
}

/* GET /api/config/workspace */
static void
workspace_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();
  g_autoptr (PerchMask) mask = perch_mask_new ();
  gsize n_sections = 0;
  const PerchSection *sections = perch_sections_get (&n_sections);

  perch_json_add_text (builder, "folder", perch_settings_get_folder (self->settings));
  json_builder_set_member_name (builder, "sections");
  json_builder_begin_object (builder);
  for (gsize i = 0; i < n_sections; i++)
    {
      json_builder_set_member_name (builder, sections[i].name);
      json_builder_begin_object (builder);
      add_state (builder, mask, perch_settings_get (self->settings, sections[i].name));
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  perch_reply_end (request, builder);
}

/* Returns: (transfer full): what has taken effect at once */
static GStrv
list_applied (const PerchSettingsOutcome *outcome)
{
  g_autoptr (GStrvBuilder) applied = g_strv_builder_new ();

  for (guint i = 0; outcome->changed[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) outcome->later, outcome->changed[i]))
      g_strv_builder_add (applied, outcome->changed[i]);
  return g_strv_builder_end (applied);
}

/* A change that is being made. */
typedef struct
{
  PerchRequest *request; /* (owned) */
  char *section; /* (owned) */
} Change;

static void
change_free (Change *change)
{
  g_clear_object (&change->request);
  g_free (change->section);
  g_free (change);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchSettings *settings = PERCH_SETTINGS (source);
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_settings_change_finish (settings, result, &error);
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (JsonBuilder) builder = NULL;
  g_auto (GStrv) applied = NULL;

  if (outcome == NULL)
    {
      perch_routes_reply_not_changed (change->request, error);
      return;
    }
  applied = list_applied (outcome);
  builder = perch_reply_begin ();
  perch_json_add_text (builder, "section", change->section);
  add_strings (builder, "applied", (const char *const *) applied);
  add_strings (builder, "needs_restart", (const char *const *) outcome->later);
  add_state (builder, mask, perch_settings_get (settings, change->section));
  if (outcome->problem != NULL)
    perch_json_add_text (builder, "problem", outcome->problem);
  perch_routes_reply_change (change->request, builder);
}

static gboolean
read_change (JsonNode *root, char **section, JsonObject **values, GError **error)
{
  PerchJsonFields fields = { .pointer = "" };

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_VALUE,
                           "expected an object");
      return FALSE;
    }
  fields.object = json_node_get_object (root);
  if (!perch_json_fields_get_string (&fields, "section", section, error) ||
      !perch_json_fields_get_object (&fields, "values", values, error))
    return FALSE;
  if (*section == NULL)
    return perch_json_fields_refuse (&fields, "section", "the name of a section", error);
  return *values != NULL || perch_json_fields_refuse (&fields, "values", "an object", error);
}

/* Some settings are the person's alone, whatever page the person has let in. */
static gboolean
check_who_asks (PerchRequest *request, const char *section)
{
  const PerchSection *found = perch_sections_find (section, NULL);
  SoupMessageHeaders *headers =
      soup_server_message_get_request_headers (perch_request_get_message (request));

  if (found == NULL || (found->flags & PERCH_SECTION_NO_PAGES) == 0 ||
      soup_message_headers_get_list (headers, "Origin") == NULL)
    return TRUE;
  perch_reply_error (request, SOUP_STATUS_FORBIDDEN, "not_for_pages",
                     "Web pages can't change the settings \"%s\"", found->name);
  return FALSE;
}

/* PUT /api/config/update: takes no cancellable, since the change is made whether or not the client
 * waits for the outcome. */
static void
update_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonNode) root = perch_request_parse_body (request);
  g_autofree char *section = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *values = NULL;
  Change *change = NULL;

  if (root == NULL)
    return;
  if (!read_change (root, &section, &values, &error))
    {
      perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_request", "%s", error->message);
      return;
    }
  if (!check_who_asks (request, section))
    return;
  change = g_new0 (Change, 1);
  change->request = g_object_ref (request);
  change->section = g_steal_pointer (&section);
  perch_settings_change_traced_async (self->settings, change->section, values,
                                      perch_request_get_trace_id (request), NULL, changed_cb,
                                      change);
}

/**
 * perch_routes_add_config:
 * @self: the routes, with settings
 * @router: where they are added
 *
 * Adds the routes that show and change the settings.
 */
void
perch_routes_add_config (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "GET", "/api/config/workspace", workspace_cb, 0 },
    { "PUT", "/api/config/update", update_cb, MAX_BODY },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
