/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/application.h"
#include "app/cli/client.h"
#include "app/cli/commands.h"
#include "app/cli/options.h"
#include "app/cli/run-choice.h"
#include "app/language.h"
#include "app/paths.h"
#include "app/server/server-error.h"

#define GREET_S 5

typedef struct
{
  gboolean headless;
  gboolean detached;
  gboolean test_hooks;
  gboolean hidden;
  char *backend; /* (nullable) */
  GStrv own; /* the command line up to "--" */
  GStrv args; /* behind it, for the backend */
} RunOptions;

static void
run_options_clear (RunOptions *options)
{
  g_free (options->backend);
  g_strfreev (options->own);
  g_strfreev (options->args);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunOptions, run_options_clear)

/* GOption would read on behind "--" for options of ours. */
static void
split_at_dashes (char **argv, RunOptions *options)
{
  g_autoptr (GStrvBuilder) own = g_strv_builder_new ();
  gsize i = 0;

  for (; argv[i] != NULL && !g_str_equal (argv[i], "--"); i++)
    g_strv_builder_add (own, argv[i]);
  options->own = g_strv_builder_end (own);
  options->args = g_strdupv (argv[i] != NULL ? argv + i + 1 : argv + i);
}

static gboolean
parse_options (char **argv, RunOptions *options)
{
  static const PerchUsage usage = {
    "[-- ARGUMENT…]",
    0,
    "Runs Perch: in the tray where there is a display, without one otherwise. Where Perch runs\n"
    "already, that one shows its window. Arguments behind -- are the backend's.",
  };
  const GOptionEntry entries[] = {
    { "backend", 0, 0, G_OPTION_ARG_FILENAME, &options->backend,
      "Run this program or Python script as the backend", "PATH" },
    { "headless", 0, 0, G_OPTION_ARG_NONE, &options->headless, "Do without a tray icon", NULL },
    { "enable-test-hooks", 0, 0, G_OPTION_ARG_NONE, &options->test_hooks,
      "Open the port for scripts and tests, 127.0.0.1:8999", NULL },
    { "hidden", 0, 0, G_OPTION_ARG_NONE, &options->hidden,
      "Open no window, as at login; where Perch runs already, do nothing", NULL },
    { "detached", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options->detached, NULL, NULL },
    { NULL },
  };

  split_at_dashes (argv, options);
  return perch_options_parse (&usage, entries, options->own, NULL);
}

/* Asks the Perch that runs, if one does, to come forward, but for one that is started hidden. */
static gboolean
greet_running_perch (gboolean hidden)
{
  g_autoptr (JsonNode) status = NULL;
  g_autoptr (GError) error = NULL;
  gint64 pid = 0;

  if (!perch_cli_call ("GET", "/status", GREET_S, &status, NULL))
    return FALSE;
  pid = json_object_get_int_member_with_default (json_node_get_object (status), "pid", 0);
  if (hidden)
    g_printerr ("perch: already running (pid %" G_GINT64_FORMAT ")\n", pid);
  else if (perch_cli_call ("POST", "/api/app/show", GREET_S, NULL, &error))
    g_printerr ("perch: already running (pid %" G_GINT64_FORMAT "); its window is shown\n", pid);
  else
    g_printerr ("perch: already running without a display (pid %" G_GINT64_FORMAT "); see "
                "\"perch status\". To have it in the tray: perch quit, then perch run\n",
                pid);
  return TRUE;
}

static PerchExitStatus
become_tray (const char *tray, const RunOptions *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (gpointer) tray);
  if (options->backend != NULL)
    {
      g_ptr_array_add (argv, (gpointer) "--backend");
      g_ptr_array_add (argv, options->backend);
    }
  if (options->test_hooks)
    g_ptr_array_add (argv, (gpointer) "--enable-test-hooks");
  if (options->hidden)
    g_ptr_array_add (argv, (gpointer) "--hidden");
  g_ptr_array_add (argv, (gpointer) "--");
  for (gsize i = 0; options->args[i] != NULL; i++)
    g_ptr_array_add (argv, options->args[i]);
  g_ptr_array_add (argv, NULL);

  /* GLib below 2.76 has a heap of its own for small pieces, of which nothing is ever given back; it
   * decides for or against it before main() begins. */
  g_setenv ("G_SLICE", "always-malloc", FALSE);
  execv (tray, (char **) argv->pdata);
  g_printerr ("perch: %s can't be run: %s\n", tray, g_strerror (errno));
  return PERCH_EXIT_FAILED;
}

/* Who started us in the background reads our stderr until we answer, and then closes it. */
static void
ready_cb (PerchApplication *application, gpointer user_data)
{
  int fd = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  if (fd != -1)
    dup2 (fd, STDERR_FILENO);
  if (fd != -1)
    close (fd);
}

static PerchExitStatus
run_headless (const RunOptions *options, const PerchBranding *branding)
{
  const PerchRunOptions run = {
    .backend = options->backend,
    .args = (const char *const *) options->args,
    .test_hooks = options->test_hooks,
    .branding = branding,
  };
  g_autoptr (PerchApplication) application = NULL;
  g_autofree char *config_dir = perch_paths_get_config_dir ();
  g_autofree char *catalogues = perch_paths_find_catalogues ();
  g_autoptr (GError) error = NULL;

  /* Notifications and the menu that scripts see are for people; what is printed is not. */
  perch_language_apply (config_dir, catalogues);
  application = perch_application_new (PERCH_MODE_HEADLESS, &run, &error);
  if (application == NULL)
    {
      g_printerr ("perch: %s\n", error->message);
      /* Two were started at the same time: what was asked for is there. */
      return g_error_matches (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_BUSY)
                 ? PERCH_EXIT_OK
                 : PERCH_EXIT_FAILED;
    }
  if (options->detached)
    g_signal_connect (application, "ready", G_CALLBACK (ready_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL) == 0 ? PERCH_EXIT_OK
                                                                       : PERCH_EXIT_FAILED;
}

/**
 * perch_command_run:
 * @argv: the command line from "run" on
 *
 * Returns: what to exit with
 */
PerchExitStatus
perch_command_run (char **argv)
{
  g_auto (RunOptions) options = { 0 };
  g_autofree char *tray = perch_paths_find_program ("perch-tray");
  g_autofree char *program_dir = perch_paths_get_program_dir ();
  g_autoptr (PerchBranding) branding = NULL;
  PerchRunChoice choice = { 0 };

  if (!parse_options (argv, &options))
    return PERCH_EXIT_USAGE;
  if (greet_running_perch (options.hidden))
    return PERCH_EXIT_OK;
  choice =
      perch_run_choose (options.headless, g_getenv ("DISPLAY"), g_getenv ("WAYLAND_DISPLAY"), tray);
  g_printerr ("perch: running %s, %s\n",
              choice.tray != NULL ? "in the tray" : "without a tray icon", choice.reason);
  if (choice.tray != NULL)
    return become_tray (choice.tray, &options);
  branding = perch_branding_load_ours (program_dir);
  return run_headless (&options, branding);
}
