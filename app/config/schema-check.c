/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/schema-private.h"

#include "backend-manager/json-fields.h"
#include "backend-manager/text.h"

/* A check of one document. Unknown members are told of only while @tells_unknown: a condition or
 * one form of several names but some of the members that there may be. */
typedef struct
{
  PerchSchema *schema; /* (unowned) */
  GPtrArray *problems; /* (unowned) */
  gboolean tells_unknown;
} Check;

static void check_value (Check *check, JsonObject *schema, JsonNode *node, const char *pointer);

static void
refuse (Check *check, JsonObject *schema, JsonNode *node, const char *pointer)
{
  g_autofree char *expected = perch_schema_describe (schema, node);
  g_autofree char *found = node != NULL ? perch_json_describe (node) : g_strdup ("nothing");

  perch_settings_problems_take (check->problems, PERCH_SEVERITY_ERROR, pointer,
                                g_strdup_printf ("expected %s, found %s", expected, found));
}

static void
check_required (Check *check, JsonObject *schema, JsonObject *object, const char *pointer)
{
  JsonArray *required = json_object_has_member (schema, "required")
                            ? json_object_get_array_member (schema, "required")
                            : NULL;
  JsonObject *properties = perch_schema_get_object (schema, "properties");

  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++)
    {
      const char *name = json_array_get_string_element (required, i);
      g_autofree char *place = perch_json_pointer_join (pointer, name);
      g_autoptr (JsonObject) nothing = json_object_new ();
      JsonObject *property = properties != NULL ? perch_schema_get_object (properties, name) : NULL;

      if (!json_object_has_member (object, name))
        refuse (check, property != NULL ? perch_schema_resolve (check->schema, property) : nothing,
                NULL, place);
    }
}

static void
warn_unknown (Check *check, JsonObject *properties, const char *name, const char *pointer)
{
  g_autoptr (GList) members = json_object_get_members (properties);
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  const char *nearest = NULL;

  for (GList *l = members; l != NULL; l = l->next)
    g_ptr_array_add (known, l->data);
  g_ptr_array_add (known, NULL);
  nearest = perch_text_nearest (name, (const char *const *) known->pdata);
  perch_settings_problems_take (
      check->problems, PERCH_SEVERITY_WARNING, pointer,
      nearest != NULL ? g_strdup_printf ("there is no such setting; did you mean \"%s\"?", nearest)
                      : g_strdup ("there is no such setting"));
}

static void
check_member (
    Check *check, JsonObject *schema, const char *name, JsonNode *value, const char *pointer)
{
  JsonObject *properties = perch_schema_get_object (schema, "properties");
  JsonObject *property = properties != NULL ? perch_schema_get_object (properties, name) : NULL;
  JsonNode *additional = json_object_get_member (schema, "additionalProperties");
  g_autofree char *place = perch_json_pointer_join (pointer, name);

  if (property != NULL)
    check_value (check, property, value, place);
  else if (additional != NULL && JSON_NODE_HOLDS_OBJECT (additional))
    check_value (check, json_node_get_object (additional), value, place);
  else if (additional != NULL && !json_node_get_boolean (additional))
    perch_settings_problems_take (check->problems, PERCH_SEVERITY_ERROR, place,
                                  g_strdup ("there is no such member here"));
  else if (additional == NULL && properties != NULL && check->tells_unknown)
    warn_unknown (check, properties, name, place);
}

static void
check_object (Check *check, JsonObject *schema, JsonObject *object, const char *pointer)
{
  JsonObject *names = perch_schema_get_object (schema, "propertyNames");
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  check_required (check, schema, object, pointer);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autoptr (JsonNode) as_node = json_node_init_string (json_node_alloc (), name);

      if (names != NULL)
        {
          g_autofree char *place = perch_json_pointer_join (pointer, name);

          check_value (check, names, as_node, place);
        }
      check_member (check, schema, name, value, pointer);
    }
}

static void
check_array (Check *check, JsonObject *schema, JsonArray *array, const char *pointer)
{
  JsonObject *items = perch_schema_get_object (schema, "items");

  for (guint i = 0; items != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%u", pointer, i);

      check_value (check, items, json_array_get_element (array, i), place);
    }
}

/**
 * perch_schema_accepts:
 * @schema: part of the document
 * @node: a value
 *
 * Returns: whether there is no error in @node
 */
gboolean
perch_schema_accepts (PerchSchema *self, JsonObject *schema, JsonNode *node)
{
  g_autoptr (GPtrArray) problems = perch_settings_problems_new ();
  Check check = { .schema = self, .problems = problems };

  check_value (&check, schema, node, "");
  return perch_settings_problems_find_error (problems) == NULL;
}

static guint
count_accepting (Check *check, JsonArray *forms, JsonNode *node)
{
  guint n_accepting = 0;

  for (guint i = 0; i < json_array_get_length (forms); i++)
    n_accepting +=
        perch_schema_accepts (check->schema, json_array_get_object_element (forms, i), node);
  return n_accepting;
}

/* Without a word about members that only some other part of the schema knows. */
static void
check_quietly (Check *check, JsonObject *schema, JsonNode *node, const char *pointer)
{
  Check quiet = { .schema = check->schema, .problems = check->problems };

  check_value (&quiet, schema, node, pointer);
}

static void
check_forms (Check *check, JsonObject *schema, JsonNode *node, const char *pointer)
{
  JsonObject *condition = perch_schema_get_object (schema, "if");
  JsonArray *all = json_object_has_member (schema, "allOf")
                       ? json_object_get_array_member (schema, "allOf")
                       : NULL;
  JsonObject *branch = NULL;

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    check_quietly (check, json_array_get_object_element (all, i), node, pointer);
  if ((json_object_has_member (schema, "anyOf") &&
       count_accepting (check, json_object_get_array_member (schema, "anyOf"), node) == 0) ||
      (json_object_has_member (schema, "oneOf") &&
       count_accepting (check, json_object_get_array_member (schema, "oneOf"), node) != 1) ||
      (json_object_has_member (schema, "not") &&
       perch_schema_accepts (check->schema, perch_schema_get_object (schema, "not"), node)))
    refuse (check, schema, node, pointer);
  if (condition == NULL)
    return;
  branch = perch_schema_get_object (
      schema, perch_schema_accepts (check->schema, condition, node) ? "then" : "else");
  if (branch != NULL)
    check_quietly (check, branch, node, pointer);
}

static void
check_value (Check *check, JsonObject *schema, JsonNode *node, const char *pointer)
{
  schema = perch_schema_resolve (check->schema, schema);
  if (!perch_schema_fits_plain (schema, node))
    {
      refuse (check, schema, node, pointer);
      return;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    check_object (check, schema, json_node_get_object (node), pointer);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    check_array (check, schema, json_node_get_array (node), pointer);
  check_forms (check, schema, node, pointer);
}

/**
 * perch_schema_check:
 * @self: a schema
 * @settings: what a settings file says
 * @problems: (element-type PerchSettingsProblem): where problems are added: an error for each value
 *   that is not what it should be, a warning for each member that the schema does not know, since
 *   an error would make a file of a newer version useless to this one
 *
 * Checks @settings, and finds all that is wrong, not just the first. Of JSON Schema it knows what
 * the schemas that Perch carries use.
 */
void
perch_schema_check (PerchSchema *self, JsonObject *settings, GPtrArray *problems)
{
  g_autoptr (JsonNode) node = NULL;
  Check check = { .schema = self, .problems = problems, .tells_unknown = TRUE };

  g_return_if_fail (self != NULL);
  g_return_if_fail (settings != NULL && problems != NULL);

  node = json_node_init_object (json_node_alloc (), settings);
  check_value (&check, self->root, node, "");
}
