/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/kind-word.h"

#include "app/cli/exit-status.h"
#include "backend-manager/carried-server.h"
#include "backend-manager/text.h"
#include "backend-manager/venv-needs.h"

/**
 * perch_kind_word_parse:
 * @word: what somebody typed, in any case
 * @kind: (out): a kind of backend that Perch carries a server for
 * @error: %PERCH_EXIT_USAGE
 *
 * Returns: whether @word is one
 */
gboolean
perch_kind_word_parse (const char *word, PerchBackendKind *kind, GError **error)
{
  gsize n_kinds = 0;
  const PerchBackendKind *kinds = perch_carried_server_list_kinds (&n_kinds);
  g_autofree char *shown = NULL;

  g_return_val_if_fail (word != NULL, FALSE);

  for (gsize i = 0; i < n_kinds; i++)
    if (g_ascii_strcasecmp (word, perch_backend_kind_to_string (kinds[i])) == 0)
      {
        *kind = kinds[i];
        return TRUE;
      }
  shown = perch_text_escape (word);
  g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE,
               "there is no server of the kind \"%s\"; say http, pipe or rpc", shown);
  return FALSE;
}

/**
 * perch_kind_word_parse_list:
 * @text: (nullable): kinds of backends, with commas between them
 * @requirements: (out) (transfer full): what is to be installed for them, in pip's words
 * @error: %PERCH_EXIT_USAGE
 *
 * Returns: whether @text makes sense
 */
gboolean
perch_kind_word_parse_list (const char *text, GStrv *requirements, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);

  for (char **word = words; *word != NULL; word++)
    {
      PerchBackendKind kind = PERCH_BACKEND_KIND_HTTP;
      g_auto (GStrv) needed = NULL;

      if (!perch_kind_word_parse (g_strstrip (*word), &kind, error))
        return FALSE;
      needed = perch_venv_needs_list_requirements (kind);
      g_strv_builder_addv (builder, (const char **) needed);
    }
  *requirements = g_strv_builder_end (builder);
  return TRUE;
}
