/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <stdlib.h>

#include <gtk/gtk.h>

#include "app/application.h"
#include "app/inherited.h"
#include "app/language.h"
#include "app/paths.h"
#include "app/window/desktop.h"
#include "config.h"

/* perch-tray: what `perch run` starts where there is a display. */

static void
ready_cb (PerchApplication *application, PerchDesktop **desktop)
{
  if (perch_application_get_mode (application) == PERCH_MODE_TRAY)
    *desktop = perch_desktop_new (application);
}

/* While the parts that the desktop looks at are still there. */
static void
shutdown_cb (PerchApplication *application, PerchDesktop **desktop)
{
  g_clear_pointer (desktop, perch_desktop_free);
}

/* Before GTK, which then finds the locale set. */
static void
speak_language (void)
{
  g_autofree char *config_dir = perch_paths_get_config_dir ();
  g_autofree char *catalogues = perch_paths_find_catalogues ();

  perch_language_apply (config_dir, catalogues);
  gtk_disable_setlocale ();
}

/* Before folders are looked for. */
static gboolean
be_product (PerchBranding **branding)
{
  g_autofree char *program_dir = perch_paths_get_program_dir ();
  g_autoptr (GError) error = NULL;

  if (perch_branding_begin (program_dir, branding, &error))
    return TRUE;
  g_printerr ("perch-tray: %s\n", error->message);
  return FALSE;
}

static int
run (PerchMode mode, const PerchRunOptions *options)
{
  g_autoptr (PerchApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  PerchDesktop *desktop = NULL;

  application = perch_application_new (mode, options, &error);
  if (application == NULL)
    {
      g_printerr ("perch-tray: %s\n", error->message);
      return EXIT_FAILURE;
    }

  g_signal_connect (application, "ready", G_CALLBACK (ready_cb), &desktop);
  g_signal_connect (application, "shutdown", G_CALLBACK (shutdown_cb), &desktop);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *backend = NULL;
  g_auto (GStrv) args = NULL;
  gboolean test_hooks = FALSE;
  gboolean hidden = FALSE;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "backend", 0, 0, G_OPTION_ARG_FILENAME, &backend, "Executable of the backend", "PATH" },
    { "enable-test-hooks", 0, 0, G_OPTION_ARG_NONE, &test_hooks,
      "Open the port for scripts and tests, 127.0.0.1:8999", NULL },
    { "hidden", 0, 0, G_OPTION_ARG_NONE, &hidden, "Open no window, as at login", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version and leave", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &args, NULL, "[-- ARGUMENT…]" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchBranding) branding = NULL;
  PerchMode mode = PERCH_MODE_TRAY;

  perch_inherited_settle ();
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("perch-tray: %s\n", error->message);
      return 2;
    }
  if (version)
    {
      g_print ("perch-tray %s\n", PERCH_VERSION);
      return EXIT_SUCCESS;
    }

  if (!be_product (&branding))
    return EXIT_FAILURE;
  speak_language ();
  /* Asking X for OpenGL visuals maps all of Mesa, tens of megabytes that nothing here uses. */
  g_setenv ("GDK_GL", "disable", FALSE);
  if (!gtk_init_check (NULL, NULL))
    {
      g_printerr ("perch-tray: the display “%s” can't be opened: running headless\n",
                  g_getenv ("DISPLAY") != NULL ? g_getenv ("DISPLAY") : "");
      mode = PERCH_MODE_HEADLESS;
    }

  if (mode == PERCH_MODE_TRAY && perch_language_is_right_to_left ())
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);

  return run (mode, &(PerchRunOptions){ .backend = backend,
                                        .args = (const char *const *) args,
                                        .test_hooks = test_hooks,
                                        .hidden = hidden,
                                        .branding = branding });
}
