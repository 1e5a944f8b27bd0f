/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/sections.h"

#include <string.h>

#include "app/config/schema.h"
#include "app/config/settings-error.h"

static void
test_all (void)
{
  gsize n_sections = 0;
  const PerchSection *sections = perch_sections_get (&n_sections);

  g_test_summary ("What each file is seeded with is what its schema wants.");
  for (gsize i = 0; i < n_sections; i++)
    {
      g_autoptr (PerchSchema) schema = perch_schema_load (sections[i].schema);
      g_autoptr (JsonNode) seed = json_from_string (sections[i].get_seed (), NULL);
      g_autoptr (GPtrArray) problems = perch_settings_problems_new ();

      g_test_message ("%s", sections[i].name);
      perch_schema_check (schema, json_node_get_object (seed), problems);
      g_assert_cmpuint (problems->len, ==, 0);
      g_assert_true (sections[i].check == NULL ||
                     sections[i].check (json_node_get_object (seed), NULL));
      g_assert_true (perch_sections_find (sections[i].name, NULL) == &sections[i]);
      g_assert_true (perch_sections_find_file (sections[i].file) == &sections[i]);
    }
}

static void
test_none (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (perch_sections_find ("brigde\n", &error));
  g_assert_error (error, PERCH_SETTINGS_ERROR, PERCH_SETTINGS_ERROR_SECTION);
  g_assert_nonnull (strstr (error->message, "there are bridge, "));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_null (perch_sections_find_file ("other.json"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sections/all", test_all);
  g_test_add_func ("/sections/none", test_none);
  return g_test_run ();
}
