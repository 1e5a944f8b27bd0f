/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/problem-sources.h"

/* The manager's problems are what menu, window, `/status` and diagnostics show. What is wrong
 * elsewhere gets there by way of these. */

static void
journal_cb (PerchJournal *journal, GParamSpec *pspec, PerchBackendManager *manager)
{
  const char *const problems[] = { perch_journal_get_problem (journal), NULL };

  perch_backend_manager_set_problems (manager, "log", problems);
}

/**
 * perch_problem_sources_add_journal:
 * @manager: where problems are shown
 * @journal: the log
 *
 * Shows that the log can't be written, while that is so.
 */
void
perch_problem_sources_add_journal (PerchBackendManager *manager, PerchJournal *journal)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));
  g_return_if_fail (PERCH_IS_JOURNAL (journal));

  g_signal_connect_object (journal, "notify::problem", G_CALLBACK (journal_cb), manager, 0);
  journal_cb (journal, NULL, manager);
}

static void
autostart_cb (PerchAutostart *autostart, GParamSpec *pspec, PerchBackendManager *manager)
{
  g_autofree char *problem = NULL;

  g_object_get (autostart, "problem", &problem, NULL);
  perch_backend_manager_set_problems (manager, "start at login",
                                      (const char *const[]){ problem, NULL });
}

/**
 * perch_problem_sources_add_autostart:
 * @manager: where problems are shown
 * @autostart: what starts Perch at login
 *
 * Shows that it can't do what the settings say, while that is so.
 */
void
perch_problem_sources_add_autostart (PerchBackendManager *manager, PerchAutostart *autostart)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));
  g_return_if_fail (PERCH_IS_AUTOSTART (autostart));

  g_signal_connect_object (autostart, "notify::problem", G_CALLBACK (autostart_cb), manager, 0);
  autostart_cb (autostart, NULL, manager);
}

static void
settings_cb (PerchSettings *settings, PerchBackendManager *manager)
{
  g_auto (GStrv) problems = perch_settings_list_problems (settings);

  perch_backend_manager_set_problems (manager, "settings", (const char *const *) problems);
}

/**
 * perch_problem_sources_add_settings:
 * @manager: where problems are shown
 * @settings: the settings
 *
 * Shows the errors of settings files, while there are some.
 */
void
perch_problem_sources_add_settings (PerchBackendManager *manager, PerchSettings *settings)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));
  g_return_if_fail (PERCH_IS_SETTINGS (settings));

  g_signal_connect_object (settings, "problems-changed", G_CALLBACK (settings_cb), manager, 0);
  settings_cb (settings, manager);
}

static void
surfaces_cb (PerchSurfaces *surfaces, PerchBackendManager *manager)
{
  g_auto (GStrv) problems = perch_surfaces_list_problems (surfaces);

  perch_backend_manager_set_problems (manager, "surfaces", (const char *const *) problems);
}

/**
 * perch_problem_sources_add_surfaces:
 * @manager: where problems are shown
 * @surfaces: the ports
 *
 * Shows why ports are closed that should be open, while they are.
 */
void
perch_problem_sources_add_surfaces (PerchBackendManager *manager, PerchSurfaces *surfaces)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));
  g_return_if_fail (PERCH_IS_SURFACES (surfaces));

  g_signal_connect_object (surfaces, "changed", G_CALLBACK (surfaces_cb), manager, 0);
  surfaces_cb (surfaces, manager);
}
