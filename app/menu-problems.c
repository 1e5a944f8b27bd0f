/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-problems.h"

#include <string.h>

#include "app/menu-entry.h"
#include "app/status-text.h"

#define MAX_PROBLEM_CHARS 80

/* Problems begin with the path of a file; its name is enough here, the window has it all. */
static char *
problem_line (const char *problem)
{
  gsize path_length = strcspn (problem, ":");
  const char *slash = g_strrstr_len (problem, (gssize) path_length, "/");
  g_autofree char *text =
      perch_status_text_shorten (slash != NULL ? slash + 1 : problem, MAX_PROBLEM_CHARS);

  return g_strconcat ("▲ ", text, NULL);
}

/**
 * perch_menu_show_problems:
 * @menu: a menu, or section of one, that has nothing else
 * @problems: (nullable) (array zero-terminated=1): what a person should know and mend
 *
 * Makes @menu a list of them.
 */
void
perch_menu_show_problems (GMenu *menu, const char *const *problems)
{
  g_return_if_fail (G_IS_MENU (menu));

  g_menu_remove_all (menu);
  for (guint i = 0; problems != NULL && problems[i] != NULL; i++)
    {
      g_autofree char *text = problem_line (problems[i]);
      g_autofree char *label = perch_menu_escape (text);
      g_autofree char *id = g_strdup_printf ("problem_%u", i + 1);

      perch_menu_add (menu, id, label, NULL);
    }
}
