/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/edit.h"

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_object (node);
}

static char *
format (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, FALSE);
}

static void
test_undo (void)
{
  g_autoptr (JsonObject) before = parse ("{\"a\":1,\"b\":2}");
  g_autoptr (JsonObject) after = parse ("{\"a\":3,\"c\":4}");
  g_autoptr (PerchEdit) edit = perch_edit_new ("bridge", "Port", after);
  g_autoptr (PerchEdit) undo = NULL;
  g_autofree char *back = NULL;
  g_autofree char *forth = NULL;

  g_test_summary ("Only what was changed is brought back; what was not there goes.");
  perch_edit_note_before (edit, before);
  undo = perch_edit_new_undo (edit);
  back = format (undo->after);
  forth = format (undo->before);
  g_assert_cmpstr (back, ==, "{\"a\":1,\"c\":null}");
  g_assert_cmpstr (forth, ==, "{\"a\":3,\"c\":4}");
  g_assert_cmpstr (undo->target, ==, "bridge");
  g_assert_cmpstr (undo->label, ==, "Port");
}

static void
test_in_force (void)
{
  static const struct
  {
    const char *values;
    gboolean new_file;
    gboolean in_force;
  } cases[] = {
    { "{\"a\":3,\"z\":1}", FALSE, TRUE }, { "{\"a\":4}", FALSE, FALSE },
    { "{\"z\":1}", FALSE, FALSE },        { "{\"a\":3}", TRUE, TRUE },
    { "{\"a\":3,\"z\":1}", TRUE, FALSE }, { "{\"$schema\":\"s\",\"a\":3}", TRUE, TRUE },
  };
  g_autoptr (JsonObject) after = parse ("{\"a\":3}");
  g_autoptr (JsonObject) before = parse ("{\"a\":1}");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PerchEdit) edit = perch_edit_new ("bridge", "Port", after);
      g_autoptr (JsonObject) values = parse (cases[i].values);

      g_test_message ("%s", cases[i].values);
      perch_edit_note_before (edit, cases[i].new_file ? NULL : before);
      g_assert_cmpint (perch_edit_is_in_force (edit, values), ==, cases[i].in_force);
      g_assert_false (perch_edit_is_in_force (edit, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit/undo", test_undo);
  g_test_add_func ("/edit/in-force", test_in_force);
  return g_test_run ();
}
