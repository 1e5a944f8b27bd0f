/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-file.h"

#include "app/config/seed.h"
#include "app/config/trigger-settings.h"
#include "app/triggers/trigger-error.h"
#include "backend-manager/json-file.h"

/**
 * perch_trigger_list_find:
 * @triggers: (element-type PerchTrigger): some triggers
 *
 * Returns: (transfer none) (nullable): the one called @name
 */
PerchTrigger *
perch_trigger_list_find (GPtrArray *triggers, const char *name)
{
  g_return_val_if_fail (triggers != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < triggers->len; i++)
    {
      PerchTrigger *trigger = g_ptr_array_index (triggers, i);

      if (g_str_equal (trigger->name, name))
        return trigger;
    }
  return NULL;
}

/* What is wrong with one trigger keeps none of the others from working. */
static void
read_one (const PerchJsonFields *list, guint number, GPtrArray *triggers)
{
  g_autofree char *index = g_strdup_printf ("%u", number);
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchTrigger) trigger = perch_trigger_read (list, index, &error);

  if (trigger == NULL)
    g_ptr_array_add (list->warnings,
                     g_strdup_printf ("%s; this trigger is left out", error->message));
  else if (perch_trigger_list_find (triggers, trigger->name) != NULL)
    g_ptr_array_add (list->warnings,
                     g_strdup_printf ("%s/%s/name: there is another trigger called \"%s\" above; "
                                      "this one is left out",
                                      list->pointer, index, trigger->name));
  else
    g_ptr_array_add (triggers, g_steal_pointer (&trigger));
}

static GPtrArray *
read_all (const PerchJsonFields *fields, GError **error)
{
  static const char *const known[] = { "$schema", "triggers", NULL };
  g_autoptr (GPtrArray) triggers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) perch_trigger_unref);
  g_autoptr (JsonObject) elements = NULL;
  PerchJsonFields list = { .pointer = "/triggers", .warnings = fields->warnings };

  if (!perch_json_fields_get_list (fields, "triggers", &elements, error))
    return NULL;
  list.object = elements;
  for (guint i = 0; elements != NULL && i < json_object_get_size (elements); i++)
    read_one (&list, i, triggers);
  perch_json_fields_warn_unknown (fields, known);
  return g_steal_pointer (&triggers);
}

/**
 * perch_trigger_file_load:
 * @path: `triggers.json`; written without any trigger when there is none
 * @problems: (out) (transfer full): what is wrong with single triggers, a sentence each with file
 *   and place; empty when nothing is, %NULL on error
 * @error: %PERCH_TRIGGER_ERROR_FILE: what is wrong with the file as a whole; it is left as it is
 *
 * Blocks for as long as it takes to read a file of at most 1 MiB.
 *
 * Returns: (transfer full) (nullable) (element-type PerchTrigger): the triggers that are sound
 */
GPtrArray *
perch_trigger_file_load (const char *path, GStrv *problems, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) triggers = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) problem = NULL;
  PerchJsonFields fields = { .pointer = "", .warnings = found };

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (problems != NULL, NULL);

  *problems = NULL;
  if (perch_config_seed (path, perch_trigger_settings_get_seed (), &problem))
    object = perch_json_file_load (path, &problem);
  fields.object = object;
  if (object != NULL)
    triggers = read_all (&fields, &problem);
  if (triggers == NULL)
    {
      g_set_error (error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FILE, "%s: %s", path,
                   problem->message);
      return NULL;
    }

  *problems = g_new0 (char *, found->len + 1);
  for (guint i = 0; i < found->len; i++)
    (*problems)[i] = g_strdup_printf ("%s: %s", path, (char *) g_ptr_array_index (found, i));
  return g_steal_pointer (&triggers);
}
