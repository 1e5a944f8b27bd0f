/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <libsoup/soup.h>
#include <string.h>
#include <sys/utsname.h>

#include "app/bundle.h"
#include "app/cli/client.h"
#include "app/cli/doctor.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "app/paths.h"
#include "config.h"

#define TIMEOUT_S 10

static char *
ask (const char *path, GError **error)
{
  g_autoptr (JsonNode) reply = NULL;

  if (!perch_cli_call ("GET", path, TIMEOUT_S, &reply, error))
    return NULL;
  return json_to_string (reply, TRUE);
}

static char *
describe_versions (void)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  struct utsname kernel = { 0 };

  uname (&kernel);
  return g_strdup_printf ("Perch %s\nGLib %u.%u.%u\nlibsoup %u.%u.%u\nGTK %s\nSystem %s\n"
                          "Kernel %s %s %s\n",
                          PERCH_VERSION, glib_major_version, glib_minor_version, glib_micro_version,
                          soup_get_major_version (), soup_get_minor_version (),
                          soup_get_micro_version (), PERCH_GTK_BUILT_WITH,
                          system != NULL ? system : "unknown", kernel.sysname, kernel.release,
                          kernel.machine);
}

/* The names of all variables, and the values of those that say what desktop this is. */
static char *
describe_environment (void)
{
  static const char *const shown[] = { "DESKTOP_SESSION",  "LANG", "LC_ALL", "XDG_CURRENT_DESKTOP",
                                       "XDG_SESSION_TYPE", NULL };
  g_auto (GStrv) names = g_listenv ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = g_utf8_make_valid (names[i], -1);

      g_string_append (text, name);
      if (g_strv_contains (shown, names[i]))
        g_string_append_printf (text, "=%s", g_getenv (names[i]));
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static char *
describe_health (void)
{
  static const char *const words[] = { "ok", "warning", "problem" };
  g_autoptr (GPtrArray) report = perch_doctor_report_new ();
  GString *text = g_string_new (NULL);

  perch_doctor_look_at_desktop (report);
  perch_doctor_look_at_system (report);
  perch_doctor_look_at_backends (report);
  for (guint i = 0; i < report->len; i++)
    {
      const PerchFinding *finding = g_ptr_array_index (report, i);

      g_string_append_printf (text, "%-8s %s: %s\n", words[finding->level], finding->about,
                              finding->text);
    }
  return g_string_free (text, FALSE);
}

/* The token of the ports must not be in a bundle, wherever it got into. */
static void
learn_token (PerchMask *mask)
{
  g_autoptr (JsonNode) reply = NULL;
  const char *token = NULL;

  if (!perch_cli_call ("GET", "/api/app/token", TIMEOUT_S, &reply, NULL))
    return;
  token = json_object_get_string_member_with_default (json_node_get_object (reply), "token", "");
  if (strlen (token) >= PERCH_MASK_SHORTEST)
    perch_mask_add_secret (mask, token);
}

static gboolean
save (const char *path, GError **error)
{
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (GError) status_error = NULL;
  g_autoptr (GError) backends_error = NULL;
  g_autofree char *status = ask ("/status", &status_error);
  g_autofree char *backends = ask ("/api/backends", &backends_error);
  g_autofree char *versions = describe_versions ();
  g_autofree char *environment = describe_environment ();
  g_autofree char *health = describe_health ();
  const PerchBundleText texts[] = {
    { "versions.txt", versions, NULL },
    { "environment.txt", environment, NULL },
    { "doctor.txt", health, NULL },
    { "status.json", status, status_error != NULL ? status_error->message : NULL },
    { "backends.json", backends, backends_error != NULL ? backends_error->message : NULL },
  };

  if (status != NULL)
    learn_token (mask);
  return perch_bundle_save (path, mask, texts, G_N_ELEMENTS (texts), error);
}

static void
print_json (const char *path)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *shown = g_filename_display_name (path);

  json_object_set_string_member (object, "path", shown);
  json_node_set_object (node, object);
  perch_output_json (node);
}

/* perch-bundle: what `perch bundle` executes. libarchive and all that it brings along would be a
 * third of the memory of a headless Perch. */
int
main (int argc, char **argv)
{
  static const PerchUsage usage = {
    "[FILE]", 1,
    "Saves logs, settings and states, without secrets, into an archive for a bug report."
  };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the path as JSON", NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = NULL;
  g_autofree char *name = perch_paths_name_bundle ();
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (!perch_options_parse (&usage, entries, argv, &arguments))
    return PERCH_EXIT_USAGE;
  path = g_canonicalize_filename (arguments != NULL && arguments[0] != NULL ? arguments[0] : name,
                                  NULL);
  if (!save (path, &error))
    return perch_output_failure (json, NULL, error);
  if (json)
    print_json (path);
  else
    g_print ("%s\n", path);
  return PERCH_EXIT_OK;
}
