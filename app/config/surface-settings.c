/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/surface-settings.h"

#include "app/server/origins.h"
#include "backend-manager/json-fields.h"

#define MAX_PORT 65535

/**
 * perch_surface_settings_init:
 * @settings: (out caller-allocates): set to the defaults
 * @port: the usual port
 * @allowed_origins: (array zero-terminated=1): whose pages may usually ask
 */
void
perch_surface_settings_init (PerchSurfaceSettings *settings,
                             guint16 port,
                             const char *const *allowed_origins)
{
  g_return_if_fail (settings != NULL);
  g_return_if_fail (allowed_origins != NULL);

  *settings = (PerchSurfaceSettings){
    .enabled = TRUE,
    .host = "127.0.0.1",
    .port = port,
    .allowed_origins = g_strdupv ((GStrv) allowed_origins),
  };
  perch_limits_init (&settings->limits);
}

/**
 * perch_surface_settings_copy:
 * @settings: (out caller-allocates): set to the same as @other
 * @other: settings
 */
void
perch_surface_settings_copy (PerchSurfaceSettings *settings, const PerchSurfaceSettings *other)
{
  g_return_if_fail (settings != NULL);
  g_return_if_fail (other != NULL);

  *settings = *other;
  settings->allowed_origins = g_strdupv (other->allowed_origins);
}

/**
 * perch_surface_settings_clear:
 * @settings: what perch_surface_settings_init() has filled in
 *
 * Frees what @settings holds, not @settings itself.
 */
void
perch_surface_settings_clear (PerchSurfaceSettings *settings)
{
  g_return_if_fail (settings != NULL);

  g_clear_pointer (&settings->allowed_origins, g_strfreev);
}

static gboolean
read_place (const PerchJsonFields *fields, PerchSurfaceSettings *settings, GError **error)
{
  static const char *const hosts[] = { "127.0.0.1", "localhost", "::1", NULL };
  static const char *const addresses[] = { "127.0.0.1", "127.0.0.1", "::1" };
  guint host = 0;
  guint port = settings->port;

  if (!perch_json_fields_get_boolean (fields, "enabled", &settings->enabled, error) ||
      !perch_json_fields_get_word (fields, "host", hosts, &host, error) ||
      !perch_json_fields_get_uint (fields, "port", 0, MAX_PORT, &port, error))
    return FALSE;
  settings->host = addresses[host];
  settings->port = (guint16) port;
  return TRUE;
}

static gboolean
read_access (const PerchJsonFields *fields, PerchSurfaceSettings *settings, GError **error)
{
  if (!perch_json_fields_get_boolean (fields, "require_token", &settings->require_token, error) ||
      !perch_json_fields_get_strv (fields, "allowed_origins", &settings->allowed_origins, error))
    return FALSE;
  for (guint i = 0; settings->allowed_origins[i] != NULL; i++)
    if (!perch_origins_check_entry (settings->allowed_origins[i]))
      {
        g_autofree char *place = g_strdup_printf ("%u", i);
        JsonArray *origins = json_object_get_array_member (fields->object, "allowed_origins");
        g_autoptr (JsonObject) entry = json_object_new ();
        const PerchJsonFields element = { .object = entry, .pointer = "/allowed_origins" };

        json_object_set_member (entry, place, json_array_dup_element (origins, i));
        return perch_json_fields_refuse (&element, place,
                                         "an origin such as \"https://example.org\", or "
                                         "\"chrome-extension://\" or \"moz-extension://\" for all "
                                         "extensions",
                                         error);
      }
  return TRUE;
}

static gboolean
read_limits (const PerchJsonFields *fields, PerchLimits *limits, GError **error)
{
  PerchJsonFields inner = { .pointer = "/limits" };
  guint max_body = (guint) limits->max_body;

  if (!perch_json_fields_get_object (fields, "limits", &inner.object, error))
    return FALSE;
  if (inner.object == NULL)
    return TRUE;
  if (!perch_json_fields_get_uint (&inner, "max_connections", 1, 4096, &limits->max_connections,
                                   error) ||
      !perch_json_fields_get_uint (&inner, "max_connections_per_peer", 0, 4096,
                                   &limits->max_per_peer, error) ||
      !perch_json_fields_get_uint (&inner, "header_timeout_ms", 100, 60000, &limits->header_ms,
                                   error) ||
      !perch_json_fields_get_uint (&inner, "body_timeout_ms", 100, 600000, &limits->body_ms,
                                   error) ||
      !perch_json_fields_get_uint (&inner, "idle_timeout_s", 1, 3600, &limits->stall_s, error) ||
      !perch_json_fields_get_uint (&inner, "max_body_bytes", 1024, 104857600, &max_body, error))
    return FALSE;
  limits->max_body = max_body;
  return TRUE;
}

/**
 * perch_surface_settings_parse:
 * @values: what the settings file says
 * @settings: (inout): holds the defaults; of no use after an error
 * @error: what is wrong, with its JSON pointer first
 *
 * Returns: whether @settings hold now what @values say
 */
gboolean
perch_surface_settings_parse (JsonObject *values, PerchSurfaceSettings *settings, GError **error)
{
  const PerchJsonFields fields = { .object = values, .pointer = "" };

  g_return_val_if_fail (values != NULL, FALSE);
  g_return_val_if_fail (settings != NULL, FALSE);

  return read_place (&fields, settings, error) && read_access (&fields, settings, error) &&
         read_limits (&fields, &settings->limits, error);
}

/**
 * perch_surface_settings_check:
 * @values: what the settings file says
 * @error: what is wrong, with its JSON pointer first
 *
 * Returns: whether perch_surface_settings_parse() can use @values
 */
gboolean
perch_surface_settings_check (JsonObject *values, GError **error)
{
  static const char *const origins[] = { NULL };
  g_auto (PerchSurfaceSettings) settings = { 0 };

  g_return_val_if_fail (values != NULL, FALSE);

  perch_surface_settings_init (&settings, 0, origins);
  return perch_surface_settings_parse (values, &settings, error);
}
