/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/doctor.h"

#include "app/branding/branding.h"
#include "app/paths.h"
#include "backend-manager/executable.h"
#include "backend-manager/python-interpreter.h"
#include "config.h"

static void
look_at_python (GPtrArray *report, const char *script)
{
  g_autofree char *python = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  python = perch_python_interpreter_find (script, NULL, &error);
  if (python != NULL)
    g_spawn_sync (NULL, (char *[]){ python, (char *) "--version", NULL }, NULL, G_SPAWN_DEFAULT,
                  NULL, NULL, &output, NULL, &status, &error);
  if (error == NULL)
    g_spawn_check_wait_status (status, &error);
  if (error != NULL)
    perch_doctor_add (report, PERCH_FINDING_WARNING, "Python",
                      "Install python3 to run Python scripts; packed programs bring their own",
                      "%s", error->message);
  else
    perch_doctor_add (report, PERCH_FINDING_OK, "Python", NULL, "%s (%s)", python,
                      g_strstrip (output));
}

static const char *
get_rule (const char *path, const char *packaged)
{
  const char *variable = g_getenv ("PERCH_BACKEND");

  if (variable != NULL && variable[0] != '\0')
    return "as PERCH_BACKEND says";
  if (packaged != NULL)
    return "as branding.json says";
  return g_str_has_prefix (path, PERCH_LIBEXECDIR) ? "installed" : "found in ./python/dist";
}

static void
look_at_executable (GPtrArray *report)
{
  g_autofree char *program_dir = perch_paths_get_program_dir ();
  g_autoptr (PerchBranding) branding = perch_branding_load_ours (program_dir);
  const char *packaged = branding != NULL ? branding->backend : NULL;
  const PerchExecutablePlaces places = { .installed_dir = PERCH_LIBEXECDIR, .packaged = packaged };
  g_autofree char *path = perch_executable_find (&places);
  g_autoptr (PerchProfile) profile = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    {
      perch_doctor_add (report, PERCH_FINDING_OK, "backend", NULL,
                        "The example that Perch carries, since no other is there");
      return;
    }
  profile = perch_profile_new ("main", path, NULL);
  argv = perch_executable_build_argv (profile, path, &error);
  if (argv == NULL)
    perch_doctor_add (report, PERCH_FINDING_PROBLEM, "backend",
                      "Put the backend there, or name another with --backend or PERCH_BACKEND",
                      "%s (%s)", error->message, get_rule (path, packaged));
  else
    perch_doctor_add (report, PERCH_FINDING_OK, "backend", NULL, "%s, %s", path,
                      get_rule (path, packaged));
}

static void
look_at_profile (GPtrArray *report, const char *path)
{
  g_autoptr (PerchProfile) profile = NULL;
  g_auto (GStrv) warnings = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  profile = perch_profile_load (path, &warnings, &error);
  if (profile != NULL && profile->executable != NULL)
    argv = perch_executable_build_argv (profile, profile->executable, &error);
  if (error != NULL)
    perch_doctor_add (report, PERCH_FINDING_PROBLEM, "profile",
                      "Correct the file; other backends are not concerned", "%s", error->message);
  else
    perch_doctor_add (report, PERCH_FINDING_OK, "profile", NULL, "%s", path);
  for (gsize i = 0; warnings != NULL && warnings[i] != NULL; i++)
    perch_doctor_add (report, PERCH_FINDING_WARNING, "profile",
                      "Correct the file, or leave it: the rest of it is used", "%s", warnings[i]);
}

static guint
look_at_profiles (GPtrArray *report)
{
  g_autofree char *folder = perch_paths_get_profiles_dir ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;
  guint n_profiles = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_str_has_suffix (name, ".json"))
        continue;
      look_at_profile (report, path);
      n_profiles++;
    }
  return n_profiles;
}

/**
 * perch_doctor_look_at_backends:
 * @report: (element-type PerchFinding): where findings are added
 *
 * Looks at what Perch would run.
 */
void
perch_doctor_look_at_backends (GPtrArray *report)
{
  if (look_at_profiles (report) == 0)
    look_at_executable (report);
  look_at_python (report, "/");
}
