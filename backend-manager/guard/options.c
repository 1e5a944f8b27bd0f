/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/options.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backend-manager/guard/message.h"

#define DEFAULT_ORPHAN_GRACE 2000
#define DEFAULT_CLEANUP_GRACE 2000
#define DEFAULT_DENIED_GRACE 60000

typedef struct
{
  const char *name;
  const char **text; /* where a path goes, or NULL */
  int64_t *duration; /* where a number of milliseconds goes, or NULL */
  bool *is_set; /* where it is noted that the option was there, or NULL */
} Option;

/**
 * perch_guard_options_help:
 *
 * Returns: what --help prints
 */
const char *
perch_guard_options_help (void)
{
  return "Usage: perch-guard --run-dir BASE [OPTION...] -- PROGRAM [ARGUMENT...]\n"
         "       perch-guard --sweep BASE\n"
         "\n"
         "Runs PROGRAM for Perch and sees to it that nothing of it is left when it ends,\n"
         "when Perch asks or when Perch is gone. Descriptor 3 is the socket to Perch.\n"
         "\n"
         "  --run-dir BASE      folder of the run directories, an absolute path\n"
         "  --cwd DIR           working directory of PROGRAM, an absolute path\n"
         "  --orphan-grace MS   time to end for PROGRAM when Perch is gone (2000)\n"
         "  --cleanup-grace MS  time to tidy up for PROGRAM once all its children\n"
         "                      were killed (2000)\n"
         "  --denied-grace MS   how long to insist on processes that the system does\n"
         "                      not let us end (60000)\n"
         "  --sweep BASE        end what dead guards left behind, remove its files and\n"
         "                      say so, one line for each thing done\n"
         "  --help, --version\n"
         "\n"
         "Exit status: 0 nothing is left, 1 processes or files are left, 64 wrong use.\n";
}

static PerchGuardMode
wrong (char *message, size_t room, const char *option, const char *complaint)
{
  snprintf (message, room, "perch-guard: %.64s: %s (see --help)", option, complaint);
  return PERCH_GUARD_WRONG_USE;
}

/* Finds the value of @option in "--name=VALUE" or "--name" "VALUE"; moves @index on for the latter.
 * Returns NULL when @argument is another option, or when this one has no value (@complaint). */
static const char *
find_value (const Option *option, int argc, char *const *argv, int *index, const char **complaint)
{
  const char *argument = argv[*index];
  size_t length = strlen (option->name);

  if (strncmp (argument, option->name, length) != 0)
    return NULL;
  if (argument[length] == '=')
    return argument + length + 1;
  if (argument[length] != '\0')
    return NULL;
  if (*index + 1 >= argc || strcmp (argv[*index + 1], "--") == 0)
    {
      *complaint = "needs a value";
      return NULL;
    }
  *index += 1;
  return argv[*index];
}

static const char *
store_value (const Option *option, const char *value)
{
  if (option->is_set != NULL)
    *option->is_set = true;
  if (option->duration != NULL)
    return perch_guard_parse_milliseconds (value, option->duration)
               ? NULL
               : "is a number of milliseconds from 0 to 86400000";

  *option->text = value;
  return value[0] == '/' ? NULL : "is an absolute path, beginning with /";
}

static PerchGuardMode
check (const PerchGuardOptions *self, bool sweep, char *message, size_t room)
{
  if (self->run_dir == NULL)
    return wrong (message, room, "--run-dir", "is missing");
  if (sweep && self->program != NULL)
    return wrong (message, room, "--sweep", "takes no program");
  if (sweep)
    return PERCH_GUARD_SWEEP;
  if (self->program == NULL)
    return wrong (message, room, "--", "and a program to run are missing");
  if (self->program[0][0] != '/')
    return wrong (message, room, self->program[0], "a program is an absolute path");
  return PERCH_GUARD_RUN;
}

/**
 * perch_guard_options_parse:
 * @self: is filled in; valid for RUN and SWEEP
 * @message: becomes the text for the person when the use is wrong
 * @room: bytes in @message
 *
 * Returns: what to do
 */
PerchGuardMode
perch_guard_options_parse (
    PerchGuardOptions *self, int argc, char *const *argv, char *message, size_t room)
{
  bool sweep = false;
  const Option options[] = {
    { "--run-dir", &self->run_dir, NULL, NULL },
    { "--sweep", &self->run_dir, NULL, &sweep },
    { "--cwd", &self->cwd, NULL, NULL },
    { "--orphan-grace", NULL, &self->orphan_grace, NULL },
    { "--cleanup-grace", NULL, &self->cleanup_grace, NULL },
    { "--denied-grace", NULL, &self->denied_grace, NULL },
  };

  *self = (PerchGuardOptions){ .orphan_grace = DEFAULT_ORPHAN_GRACE,
                               .cleanup_grace = DEFAULT_CLEANUP_GRACE,
                               .denied_grace = DEFAULT_DENIED_GRACE };

  for (int i = 1; i < argc && self->program == NULL; i++)
    {
      const char *complaint = "is not an option";
      const char *argument = argv[i];

      if (strcmp (argument, "--help") == 0)
        return PERCH_GUARD_HELP;
      if (strcmp (argument, "--version") == 0)
        return PERCH_GUARD_VERSION;
      if (strcmp (argument, "--") == 0 && i + 1 < argc)
        {
          self->program = argv + i + 1;
          break;
        }
      for (size_t o = 0; o < sizeof options / sizeof *options; o++)
        {
          const char *value = find_value (&options[o], argc, argv, &i, &complaint);

          if (value == NULL)
            continue;
          complaint = store_value (&options[o], value);
          break;
        }
      if (complaint != NULL)
        return wrong (message, room, argument, complaint);
    }

  return check (self, sweep, message, room);
}
