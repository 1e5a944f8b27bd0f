/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/profile.h"

#include <string.h>

#include "backend-manager/error.h"
#include "backend-manager/json-fields.h"
#include "backend-manager/json-file.h"
#include "backend-manager/text.h"

#define MAX_LABEL 128
#define MAX_WAIT_MS (10 * 60 * 1000)
#define MAX_INTERVAL_MS (24 * 60 * 60 * 1000)

/* These are in the order of their enums. */
static const char *const kinds[] = { "stdio", "http", "pipe", "rpc", NULL };
static const char *const restarts[] = { "on-failure", "always", "never", NULL };
static const char *const ready_ons[] = { "spawn", "status", "http", "log", "health", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == PERCH_BACKEND_KIND_RPC + 2);
G_STATIC_ASSERT (G_N_ELEMENTS (restarts) == PERCH_RESTART_NEVER + 2);
G_STATIC_ASSERT (G_N_ELEMENTS (ready_ons) == PERCH_READY_ON_HEALTH + 2);

#define NAME_RULE                                                                                  \
  "1 to 64 of the letters a-z and A-Z, digits, \".\", \"_\" and \"-\", the first not a \".\""

/* A file may leave the name out, and then is named after itself. */
static gboolean
read_name (const PerchJsonFields *fields, const char *file, char **name, GError **error)
{
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *shown = NULL;

  if (!perch_json_fields_get_string (fields, "name", name, error))
    return FALSE;
  if (*name != NULL)
    return perch_profile_name_is_valid (*name) ||
           perch_json_fields_refuse (fields, "name", NAME_RULE, error);

  if (g_str_has_suffix (base, ".json"))
    base[strlen (base) - strlen (".json")] = '\0';
  if (perch_profile_name_is_valid (base))
    {
      *name = g_steal_pointer (&base);
      return TRUE;
    }
  shown = perch_text_escape (base);
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE,
               "/name: not set, and the file’s name \"%s\" can’t serve as one: expected %s", shown,
               NAME_RULE);
  return FALSE;
}

static gboolean
read_label (const PerchJsonFields *fields, char **label, GError **error)
{
  if (!perch_json_fields_get_string (fields, "label", label, error))
    return FALSE;
  if (**label == '\0' || g_utf8_strlen (*label, -1) > MAX_LABEL)
    return perch_json_fields_refuse (fields, "label", "1 to 128 characters", error);
  for (const char *p = *label; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return perch_json_fields_refuse (fields, "label", "text on one line", error);
  return TRUE;
}

/**
 * perch_profile_resolve_path:
 * @text: a path, as it stands in a profile
 * @file: the file of the profile
 *
 * Paths count from the folder of the file, so that a profile can travel with its backend.
 *
 * Returns: (transfer full): the absolute path
 */
char *
perch_profile_resolve_path (const char *text, const char *file)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (text != NULL && file != NULL, NULL);

  if (g_str_equal (text, "~"))
    return g_strdup (g_get_home_dir ());
  if (g_str_has_prefix (text, "~/"))
    return g_canonicalize_filename (text + 2, g_get_home_dir ());
  folder = g_path_get_dirname (file);
  return g_canonicalize_filename (text, folder);
}

static gboolean
read_path (
    const PerchJsonFields *fields, const char *name, const char *file, char **path, GError **error)
{
  g_autofree char *text = NULL;

  if (!perch_json_fields_get_string (fields, name, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (*text == '\0')
    return perch_json_fields_refuse (fields, name, "a path", error);

  g_free (*path);
  *path = perch_profile_resolve_path (text, file);
  return TRUE;
}

static gboolean
read_env (const PerchJsonFields *fields, GStrv *env, GError **error)
{
  PerchJsonFields inner = { .pointer = "/env", .warnings = fields->warnings };
  g_autoptr (GStrvBuilder) pairs = g_strv_builder_new ();
  g_autoptr (GList) names = NULL;

  if (!perch_json_fields_get_object (fields, "env", &inner.object, error))
    return FALSE;
  if (inner.object == NULL)
    return TRUE;

  names = json_object_get_members (inner.object);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *value = NULL;
      g_autofree char *pair = NULL;

      if (!perch_json_fields_get_string (&inner, l->data, &value, error))
        return FALSE;
      if (*(char *) l->data == '\0' || strchr (l->data, '=') != NULL)
        return perch_json_fields_refuse (&inner, l->data,
                                         "a name that is not empty and has no \"=\"", error);
      pair = g_strconcat (l->data, "=", value, NULL);
      g_strv_builder_add (pairs, pair);
    }
  g_strfreev (*env);
  *env = g_strv_builder_end (pairs);
  return TRUE;
}

static gboolean
read_after (const PerchJsonFields *fields, GStrv *after, GError **error)
{
  if (!perch_json_fields_get_strv (fields, "after", after, error))
    return FALSE;
  for (guint i = 0; (*after)[i] != NULL; i++)
    if (!perch_profile_name_is_valid ((*after)[i]))
      return perch_json_fields_refuse (fields, "after", "names of backends", error);
  return TRUE;
}

static gboolean
read_program (const PerchJsonFields *fields, PerchProfile *self, GError **error)
{
  guint port = 0;

  if (!read_path (fields, "executable", self->file, &self->executable, error) ||
      !perch_json_fields_get_strv (fields, "args", &self->args, error) ||
      !read_path (fields, "cwd", self->file, &self->cwd, error) ||
      !read_env (fields, &self->env, error) ||
      !read_path (fields, "venv", self->file, &self->venv, error) ||
      !perch_json_fields_get_word (fields, "kind", kinds, &self->kind, error) ||
      !perch_json_fields_get_uint (fields, "port", 0, G_MAXUINT16, &port, error) ||
      !read_path (fields, "socket", self->file, &self->socket, error) ||
      !perch_json_fields_get_boolean (fields, "secret", &self->secret, error) ||
      !read_after (fields, &self->after, error) ||
      !perch_json_fields_get_boolean (fields, "autostart", &self->autostart, error) ||
      !perch_json_fields_get_word (fields, "restart", restarts, &self->restart, error) ||
      !perch_json_fields_get_uint (fields, "stop_timeout_ms", 0, MAX_WAIT_MS,
                                   &self->stop_timeout_ms, error))
    return FALSE;
  if (self->executable == NULL)
    return perch_json_fields_refuse (fields, "executable", "the path of the program to run", error);
  self->port = (guint16) port;
  return TRUE;
}

/* The path goes into a request line as it is. */
static gboolean
read_url_path (const PerchJsonFields *fields, char **path, GError **error)
{
  if (!perch_json_fields_get_string (fields, "path", path, error))
    return FALSE;
  for (const char *p = *path; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || *p == '#')
      return perch_json_fields_refuse (fields, "path", "a URL path, with other characters as %XX",
                                       error);
  return **path == '/' ||
         perch_json_fields_refuse (fields, "path", "a URL path that starts with \"/\"", error);
}

static gboolean
check_pattern (const PerchJsonFields *fields, const char *pattern, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DEFAULT, 0, &problem);
  g_autofree char *expected = NULL;

  if (regex != NULL)
    return TRUE;
  expected = g_strdup_printf ("a regular expression (%s)", problem->message);
  return perch_json_fields_refuse (fields, "pattern", expected, error);
}

static gboolean
speaks_no_http (PerchBackendKind kind)
{
  return kind == PERCH_BACKEND_KIND_PIPE || kind == PERCH_BACKEND_KIND_RPC;
}

static gboolean
read_ready (const PerchJsonFields *fields, PerchProfile *self, GError **error)
{
  static const char *const known[] = { "on", "path", "pattern", "timeout_ms", NULL };
  PerchJsonFields inner = { .pointer = "/ready", .warnings = fields->warnings };

  if (self->kind != PERCH_BACKEND_KIND_STDIO)
    self->ready_on = PERCH_READY_ON_HEALTH;
  if (!perch_json_fields_get_object (fields, "ready", &inner.object, error))
    return FALSE;
  if (inner.object == NULL)
    return TRUE;
  perch_json_fields_warn_unknown (&inner, known);
  if (!perch_json_fields_get_word (&inner, "on", ready_ons, &self->ready_on, error) ||
      !read_url_path (&inner, &self->ready_path, error) ||
      !perch_json_fields_get_string (&inner, "pattern", &self->ready_pattern, error) ||
      !perch_json_fields_get_uint (&inner, "timeout_ms", 1, MAX_WAIT_MS, &self->ready_timeout_ms,
                                   error))
    return FALSE;

  if (self->ready_on == PERCH_READY_ON_HTTP && speaks_no_http (self->kind))
    return perch_json_fields_refuse (
        &inner, "on", "\"health\", \"status\", \"log\" or \"spawn\" for a backend of this /kind",
        error);
  if (self->ready_on == PERCH_READY_ON_HTTP && self->port == 0 &&
      self->kind == PERCH_BACKEND_KIND_STDIO)
    return perch_json_fields_refuse (fields, "port", "1 to 65535, since /ready/on is \"http\"",
                                     error);
  if (self->ready_on == PERCH_READY_ON_LOG && self->ready_pattern == NULL)
    return perch_json_fields_refuse (&inner, "pattern",
                                     "a regular expression, since /ready/on is \"log\"", error);
  return self->ready_pattern == NULL || check_pattern (&inner, self->ready_pattern, error);
}

static gboolean
read_health (const PerchJsonFields *fields, PerchProfile *self, GError **error)
{
  static const char *const known[] = { "path", "interval_ms", "failures", "restart", NULL };
  PerchJsonFields inner = { .pointer = "/health", .warnings = fields->warnings };

  if (!perch_json_fields_get_object (fields, "health", &inner.object, error))
    return FALSE;
  /* What has answered before can be asked again. */
  self->health_on = inner.object != NULL || self->ready_on == PERCH_READY_ON_HEALTH;
  if (inner.object == NULL)
    return TRUE;
  perch_json_fields_warn_unknown (&inner, known);
  return read_url_path (&inner, &self->health_path, error) &&
         perch_json_fields_get_uint (&inner, "interval_ms", 1000, MAX_INTERVAL_MS,
                                     &self->health_interval_ms, error) &&
         perch_json_fields_get_uint (&inner, "failures", 1, 100, &self->health_failures, error) &&
         perch_json_fields_get_boolean (&inner, "restart", &self->health_restart, error);
}

static gboolean
read_limits (const PerchJsonFields *fields, GError **error)
{
  static const char *const known[] = { "memory_mb", "cpu_percent", NULL };
  PerchJsonFields inner = { .pointer = "/limits", .warnings = fields->warnings };

  if (!perch_json_fields_get_object (fields, "limits", &inner.object, error))
    return FALSE;
  if (inner.object == NULL)
    return TRUE;
  perch_json_fields_warn_unknown (&inner, known);
  for (gsize i = 0; known[i] != NULL; i++)
    {
      guint limit = 0;

      if (!perch_json_fields_get_uint (&inner, known[i], 0, G_MAXINT, &limit, error))
        return FALSE;
      if (limit != 0)
        perch_json_fields_warn (&inner, known[i], "this version of Perch does not apply it yet");
    }
  return TRUE;
}

static PerchProfile *
read_profile (const PerchJsonFields *fields, const char *file, GError **error)
{
  static const char *const known[] = {
    "$schema",    "name",      "label",   "kind",
    "executable", "args",      "cwd",     "env",
    "venv",       "port",      "socket",  "secret",
    "after",      "autostart", "restart", "stop_timeout_ms",
    "ready",      "health",    "limits",  NULL,
  };
  g_autoptr (PerchProfile) self = NULL;
  g_autofree char *name = NULL;
  g_autofree char *schema = NULL; /* for editors; of no meaning here */

  if (!perch_json_fields_get_string (fields, "$schema", &schema, error) ||
      !read_name (fields, file, &name, error))
    return NULL;
  self = perch_profile_new (name, NULL, NULL);
  self->file = g_strdup (file);
  perch_json_fields_warn_unknown (fields, known);
  if (!read_label (fields, &self->label, error) || !read_program (fields, self, error) ||
      !read_ready (fields, self, error) || !read_health (fields, self, error) ||
      !read_limits (fields, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * perch_profile_load:
 * @path: a profile file
 * @warnings: (out) (optional) (transfer full) (array zero-terminated=1): what should be looked at
 *   though the profile can be used, such as unknown fields; empty when there is nothing, %NULL on
 *   error
 *
 * Reads and checks a profile. Messages, of errors (%PERCH_BACKEND_ERROR_PROFILE) and warnings
 * alike, are `FILE: PLACE: what was expected and what was found`, the place being a JSON pointer or
 * LINE:COLUMN. Blocks for as long as it takes to read a file of at most 1 MiB.
 *
 * Returns: (transfer full) (nullable): the profile
 */
PerchProfile *
perch_profile_load (const char *path, GStrv *warnings, GError **error)
{
  g_autofree char *file = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  PerchJsonFields fields = { .pointer = "", .warnings = found };
  PerchProfile *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (warnings != NULL)
    *warnings = NULL;
  file = g_canonicalize_filename (path, NULL);
  shown = perch_text_escape (file);
  object = perch_json_file_load (file, error);
  fields.object = object;
  if (object != NULL)
    self = read_profile (&fields, file, error);
  if (self == NULL)
    {
      g_prefix_error (error, "%s: ", shown);
      return NULL;
    }

  if (warnings != NULL)
    {
      *warnings = g_new0 (char *, found->len + 1);
      for (guint i = 0; i < found->len; i++)
        (*warnings)[i] = g_strdup_printf ("%s: %s", shown, (char *) found->pdata[i]);
    }
  return self;
}
