/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/server-profile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "backend-manager/carried-server.h"
#include "backend-manager/error.h"
#include "backend-manager/json-file.h"
#include "backend-manager/json-patch.h"
#include "backend-manager/profile-dir.h"
#include "backend-manager/text.h"
#include "backend-manager/venv-needs.h"

/* Each of the servers that Perch carries has one profile, named after its kind. It is a file like
 * any other: what a person has added to it stays, and commands, tray and restarts know it. */

static const char *const labels[] = {
  [PERCH_BACKEND_KIND_HTTP] = "Python over HTTP",
  [PERCH_BACKEND_KIND_PIPE] = "Python over a socket",
  [PERCH_BACKEND_KIND_RPC] = "Python over gRPC",
};

G_GNUC_PRINTF (3, 4)
static gboolean
refuse (GError **error, PerchBackendError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (PERCH_BACKEND_ERROR, (int) code, format, args);
  va_end (args);
  return FALSE;
}

/* Every version of Perch unpacks its servers into a folder of its own. */
static gboolean
is_carried (const PerchServerChoice *choice, const char *executable, const char *server)
{
  g_autofree char *servers = g_build_filename (choice->data_dir, "servers", "", NULL);
  g_autofree char *name = g_path_get_basename (executable);
  g_autofree char *expected = g_path_get_basename (server);

  return g_str_has_prefix (executable, servers) && g_str_equal (name, expected);
}

/* Another file may have the name that the new one is to have. */
static gboolean
check_name_is_free (const PerchServerChoice *choice, GError **error)
{
  g_autoptr (PerchProfileDir) found = perch_profile_dir_load (choice->profiles_dir);
  const char *name = perch_backend_kind_to_string (choice->kind);

  for (guint i = 0; i < found->profiles->len; i++)
    {
      const PerchProfile *profile = g_ptr_array_index (found->profiles, i);
      g_autofree char *shown = perch_text_escape (profile->file);

      if (g_str_equal (profile->name, name))
        return refuse (error, PERCH_BACKEND_ERROR_PROFILE,
                       "%s is a profile of the name \"%s\" already; give it another name", shown,
                       name);
    }
  return TRUE;
}

/* Looks at what is there before anything is written. @before is the profile that is to be changed,
 * NULL when there is none yet. */
static gboolean
find_before (const PerchServerChoice *choice,
             const char *path,
             const char *server,
             PerchProfile **before,
             GError **error)
{
  g_autofree char *shown = perch_text_escape (path);

  *before = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return check_name_is_free (choice, error);
  *before = perch_profile_load (path, NULL, error);
  if (*before == NULL || is_carried (choice, (*before)->executable, server))
    return *before != NULL;
  return refuse (error, PERCH_BACKEND_ERROR_PROFILE,
                 "%s is a profile for a program of your own; start that with \"perch start %s\", "
                 "or give the file another name",
                 shown, (*before)->name);
}

/* Without one, the server runs with the Python of the system. */
static gboolean
check_environment (PerchBackendKind kind, const char *venv, GError **error)
{
  const char *word = perch_backend_kind_to_string (kind);
  g_autoptr (PerchPythonEnvironment) environment = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *shown = NULL;

  if (venv == NULL && kind == PERCH_BACKEND_KIND_PIPE)
    return TRUE;
  if (venv == NULL)
    return refuse (error, PERCH_BACKEND_ERROR_NOT_FOUND,
                   "say which environment is to run the %s server: --venv PATH; \"perch list "
                   "environments\" shows those there are, and \"perch venv create %s --install "
                   "%s\" makes one",
                   word, word, word);
  shown = perch_text_escape (venv);
  environment = perch_python_environment_load (venv);
  if (environment == NULL)
    return refuse (error, PERCH_BACKEND_ERROR_NOT_FOUND,
                   "%s is not an environment of Python: it has neither pyvenv.cfg nor conda-meta",
                   shown);
  if (perch_venv_needs_check (environment, kind, &problem))
    return TRUE;
  if (!g_error_matches (problem, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND))
    return refuse (error, PERCH_BACKEND_ERROR_NOT_EXECUTABLE, "%s can’t run the %s server: %s",
                   shown, word, problem->message);
  return refuse (error, PERCH_BACKEND_ERROR_NOT_FOUND,
                 "%s can’t run the %s server: %s; install what it needs with: perch venv install "
                 "\"%s\" %s",
                 shown, word, problem->message, shown, word);
}

/* Returns: (transfer full): what the file is to say that it does not say yet */
static JsonObject *
list_changes (const PerchServerChoice *choice, const char *server, const PerchProfile *before)
{
  JsonObject *changes = json_object_new ();

  if (before == NULL)
    {
      json_object_set_string_member (changes, "label", labels[choice->kind]);
      json_object_set_string_member (changes, "kind", perch_backend_kind_to_string (choice->kind));
    }
  if (before == NULL || !g_str_equal (before->executable, server))
    json_object_set_string_member (changes, "executable", server);
  if (choice->venv != NULL && (before == NULL || g_strcmp0 (before->venv, choice->venv) != 0))
    json_object_set_string_member (changes, "venv", choice->venv);
  if (choice->port != PERCH_SERVER_PORT_UNSAID && choice->port != (before ? before->port : 0))
    json_object_set_int_member (changes, "port", choice->port);
  return changes;
}

static char *
format_new (JsonObject *members)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), members);
  g_autofree char *text = json_to_string (node, TRUE);

  return g_strconcat (text, "\n", NULL);
}

static gboolean
apply_changes (const char *path, JsonObject *changes, GError **error)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length = 0;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      before = perch_json_file_read (path, &length, error);
      if (before == NULL)
        return FALSE;
      after = perch_json_patch (before, length, changes);
    }
  else
    after = format_new (changes);
  return perch_json_file_write (path, after, error);
}

static gboolean
write_changes (const char *path, JsonObject *changes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown = perch_text_escape (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return refuse (error, PERCH_BACKEND_ERROR_PROFILE, "%s: its folder can’t be made: %s", shown,
                   g_strerror (errno));
  if (apply_changes (path, changes, error))
    return TRUE;
  g_prefix_error (error, "%s: ", shown);
  return FALSE;
}

/**
 * perch_server_profile_set_up:
 * @choice: which server
 * @changed: (out): whether the profile is another one now
 * @error: what can't be done, and what would be right
 *
 * Makes the profile of a server that Perch carries, or changes it where @choice says something
 * else, after a look at whether its environment has what the server needs. Blocks while files are
 * read and written; any thread.
 *
 * Returns: (transfer full) (nullable): the profile
 */
PerchProfile *
perch_server_profile_set_up (const PerchServerChoice *choice, gboolean *changed, GError **error)
{
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  g_autofree char *server = NULL;
  g_autoptr (PerchProfile) before = NULL;
  g_autoptr (JsonObject) changes = NULL;
  const char *venv = NULL;

  g_return_val_if_fail (choice != NULL && choice->kind != PERCH_BACKEND_KIND_STDIO, NULL);
  g_return_val_if_fail (changed != NULL, NULL);

  file = g_strconcat (perch_backend_kind_to_string (choice->kind), ".json", NULL);
  path = g_build_filename (choice->profiles_dir, file, NULL);
  server = perch_carried_server_unpack (choice->kind, choice->data_dir, error);
  if (server == NULL || !find_before (choice, path, server, &before, error))
    return NULL;
  venv = choice->venv;
  if (venv == NULL && before != NULL)
    venv = before->venv;
  if (!check_environment (choice->kind, venv, error))
    return NULL;

  changes = list_changes (choice, server, before);
  *changed = json_object_get_size (changes) > 0;
  if (*changed && !write_changes (path, changes, error))
    return NULL;
  return perch_profile_load (path, NULL, error);
}
