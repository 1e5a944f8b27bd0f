/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/options.h"

#include <string.h>

#include "app/cli/exit-status.h"
#include "backend-manager/json-check.h"
#include "backend-manager/text.h"

static gboolean
parse (const PerchUsage *usage, const GOptionEntry *entries, GStrv *args, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage->arguments);
  guint n_arguments = 0;

  g_option_context_set_summary (context, usage->summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, args, error))
    return FALSE;
  n_arguments = g_strv_length (*args) - 1;
  if (n_arguments > usage->max_arguments)
    {
      g_autofree char *shown = perch_text_escape ((*args)[usage->max_arguments + 1]);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "\"%s\" is one argument too many",
                   shown);
      return FALSE;
    }
  return TRUE;
}

/**
 * perch_options_parse:
 * @usage: what the command takes
 * @entries: (array zero-terminated=1): its options
 * @argv: (array zero-terminated=1): the command's name and what was typed behind it
 * @arguments: (out) (optional) (transfer full): what is no option
 *
 * Reads a command's options. `--help` is answered here, and ends the process. What makes no sense
 * is told on stderr.
 *
 * Returns: whether the command can go on; %PERCH_EXIT_USAGE is its status otherwise
 */
gboolean
perch_options_parse (const PerchUsage *usage,
                     const GOptionEntry *entries,
                     char **argv,
                     GStrv *arguments)
{
  g_autofree char *program = NULL;
  g_auto (GStrv) args = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (usage != NULL, FALSE);
  g_return_val_if_fail (entries != NULL, FALSE);
  g_return_val_if_fail (argv != NULL && argv[0] != NULL, FALSE);

  program = g_strdup_printf ("perch %s", argv[0]);
  g_set_prgname (program);
  args = g_strdupv (argv);
  if (!parse (usage, entries, &args, &error))
    {
      g_printerr ("%s: %s; see \"%s --help\"\n", program, error->message, program);
      return FALSE;
    }
  if (arguments != NULL)
    *arguments = g_strdupv (args + 1);
  return TRUE;
}

/**
 * perch_options_check_params:
 * @params: (nullable): what was typed as the parameters of something
 * @error: return location for a %PERCH_EXIT_USAGE
 *
 * Returns: whether they are JSON, or not there at all
 */
gboolean
perch_options_check_params (const char *params, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (params == NULL || perch_json_check (params, strlen (params), &local_error))
    return TRUE;
  g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE, "the parameters are not JSON: %s",
               local_error->message);
  return FALSE;
}
