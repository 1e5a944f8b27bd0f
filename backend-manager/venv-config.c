/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-config.h"

#include <string.h>

#include "backend-manager/error.h"
#include "backend-manager/json-file.h"

/* "3.11.2.final.0" is 3.11.2, in the words of virtualenv. */
static char *
read_version (const char *text)
{
  gsize length = strspn (text, "0123456789.");

  while (length > 0 && text[length - 1] == '.')
    length--;
  return length > 0 ? g_strndup (text, length) : NULL;
}

static void
take_setting (PerchVenvConfig *self, const char *name, const char *value)
{
  if (g_str_equal (name, "home"))
    {
      g_free (self->home);
      self->home = *value != '\0' ? g_strdup (value) : NULL;
    }
  else if (g_str_equal (name, "version") || g_str_equal (name, "version_info"))
    {
      g_free (self->version);
      self->version = read_version (value);
    }
  else if (g_str_equal (name, "include-system-site-packages"))
    self->system_packages = g_ascii_strcasecmp (value, "true") == 0;
  else if (g_str_equal (name, "uv"))
    self->maker = PERCH_VENV_MAKER_UV;
  else if (g_str_equal (name, "virtualenv"))
    self->maker = PERCH_VENV_MAKER_VIRTUALENV;
}

static void
read_line (PerchVenvConfig *self, char *line)
{
  char *equals = strchr (line, '=');
  g_autofree char *name = NULL;

  if (equals == NULL)
    return;
  *equals = '\0';
  name = g_ascii_strdown (g_strstrip (line), -1);
  take_setting (self, name, g_strstrip (equals + 1));
}

/**
 * perch_venv_config_load:
 * @path: (type filename): a pyvenv.cfg
 * @error: %PERCH_BACKEND_ERROR_PROFILE, in words that go behind the file's name
 *
 * Reads it. Without a home, which is all that Python itself needs, it is none. Blocks while the
 * file is read; any thread.
 *
 * Returns: (transfer full) (nullable): what it says
 */
PerchVenvConfig *
perch_venv_config_load (const char *path, GError **error)
{
  g_autoptr (PerchVenvConfig) self = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length = 0;

  g_return_val_if_fail (path != NULL, NULL);

  text = perch_json_file_read (path, &length, error);
  if (text == NULL)
    return NULL;
  self = g_new0 (PerchVenvConfig, 1);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    read_line (self, *line);
  if (self->home != NULL && g_path_is_absolute (self->home))
    return g_steal_pointer (&self);
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE,
               "has no line “home = FOLDER” that says where its Python is");
  return NULL;
}

/**
 * perch_venv_config_free:
 * @self: (transfer full): what was read
 */
void
perch_venv_config_free (PerchVenvConfig *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->home);
  g_free (self->version);
  g_free (self);
}
