/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/commands.h"
#include "app/cli/doctor.h"
#include "app/cli/options.h"
#include "app/cli/output.h"

static const struct
{
  const char *word;
  const char *colour;
} levels[] = {
  [PERCH_FINDING_OK] = { "ok", "\x1b[32m" },
  [PERCH_FINDING_WARNING] = { "warning", "\x1b[33m" },
  [PERCH_FINDING_PROBLEM] = { "problem", "\x1b[31m" },
};

static void
print_text (GPtrArray *report)
{
  gboolean colour = perch_output_has_colour ();

  for (guint i = 0; i < report->len; i++)
    {
      const PerchFinding *finding = g_ptr_array_index (report, i);

      g_print ("%s%-8s%s %s: %s\n", colour ? levels[finding->level].colour : "",
               levels[finding->level].word, colour ? "\x1b[0m" : "", finding->about, finding->text);
      if (finding->advice != NULL)
        g_print ("         %s\n", finding->advice);
    }
}

static void
print_json (GPtrArray *report, gboolean healthy)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "healthy");
  json_builder_add_boolean_value (builder, healthy);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->len; i++)
    {
      const PerchFinding *finding = g_ptr_array_index (report, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "level");
      json_builder_add_string_value (builder, levels[finding->level].word);
      json_builder_set_member_name (builder, "about");
      json_builder_add_string_value (builder, finding->about);
      json_builder_set_member_name (builder, "text");
      json_builder_add_string_value (builder, finding->text);
      json_builder_set_member_name (builder, "advice");
      if (finding->advice != NULL)
        json_builder_add_string_value (builder, finding->advice);
      else
        json_builder_add_null_value (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  perch_output_json (node);
}

/**
 * perch_command_doctor:
 * @argv: the command line from "doctor" on
 *
 * Returns: what to exit with: %PERCH_EXIT_FAILED when something keeps Perch from doing its work
 */
PerchExitStatus
perch_command_doctor (char **argv)
{
  static const PerchUsage usage = {
    NULL, 0, "Says what is missing on this machine, and what to do about it."
  };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the findings as JSON", NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) report = perch_doctor_report_new ();
  gboolean healthy = TRUE;

  if (!perch_options_parse (&usage, entries, argv, NULL))
    return PERCH_EXIT_USAGE;
  perch_doctor_look_at_desktop (report);
  perch_doctor_look_at_system (report);
  perch_doctor_look_at_backends (report);
  for (guint i = 0; i < report->len; i++)
    if (((PerchFinding *) g_ptr_array_index (report, i))->level == PERCH_FINDING_PROBLEM)
      healthy = FALSE;
  if (json)
    print_json (report, healthy);
  else
    print_text (report);
  return healthy ? PERCH_EXIT_OK : PERCH_EXIT_FAILED;
}
