/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <math.h>
#include <string.h>

#include "backend-manager/error.h"
#include "tests/integration/object-fixture.h"

static PerchObjectResult *
eval (ObjectFixture *fixture, const char *expression)
{
  g_autoptr (GError) error = NULL;
  PerchObjectResult *result = object_fixture_eval (fixture, expression, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static gint64
eval_int (ObjectFixture *fixture, const char *expression)
{
  g_autoptr (PerchObjectResult) result = eval (fixture, expression);

  g_assert_nonnull (result->value);
  return json_node_get_int (result->value);
}

static void
test_modules (ObjectFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "no_such_module", "numpy" };
  g_autoptr (PerchRemoteObject) module = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GAsyncResult) kept = NULL;
      gboolean has_module = FALSE;

      perch_object_service_has_module_async (fixture->service, names[i], NULL,
                                             object_fixture_keep_cb, &kept);
      g_assert_true (perch_object_service_has_module_finish (
          fixture->service, object_fixture_wait (&kept), &has_module, &error));
      g_assert_no_error (error);
      g_assert_cmpint (has_module, ==, i == 1);
    }
  module = object_fixture_import (fixture, "numpy");
  g_assert_cmpstr (perch_remote_object_get_type_name (module), ==, "module");

  perch_object_service_import_async (fixture->service, names[0], NULL, object_fixture_keep_cb,
                                     &failed);
  g_assert_null (
      perch_object_service_import_finish (fixture->service, object_fixture_wait (&failed), &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_nonnull (strstr (error->message, names[0]));
}

static void
test_eval (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchObjectArguments) locals = perch_object_arguments_new ();
  g_autoptr (PerchObjectResult) noted = eval (fixture, "[float('nan'), 1]");
  g_autoptr (PerchObjectResult) object = eval (fixture, "{1, 2}");
  g_autoptr (PerchObjectResult) null = eval (fixture, "None");
  g_autoptr (PerchObjectResult) result = NULL;
  g_autoptr (JsonNode) reference = perch_remote_object_to_json (object->object);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (eval_int (fixture, "6 * 7"), ==, 42);
  g_assert_true (JSON_NODE_HOLDS_NULL (null->value));
  g_assert_true (json_array_get_null_element (json_node_get_array (noted->value), 0));
  g_assert_cmpuint (g_strv_length (noted->notes), ==, 1);
  g_assert_null (object->value);
  g_assert_cmpstr (perch_remote_object_get_type_name (object->object), ==, "set");

  perch_object_arguments_add (locals, "things", reference);
  perch_object_arguments_add_variant (locals, "more", g_variant_new_int32 (3));
  result = object_fixture_eval (fixture, "len(things) + more", locals, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_node_get_int (result->value), ==, 5);

  g_assert_null (object_fixture_eval (fixture, "1 / 0", NULL, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_nonnull (strstr (error->message, "ZeroDivisionError: division by zero"));
}

static void
test_parameters_that_are_no_json (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchObjectArguments) locals = perch_object_arguments_new ();
  g_autoptr (GError) error = NULL;

  perch_object_arguments_add_variant (locals, "x", g_variant_new_double (NAN));
  g_assert_null (object_fixture_eval (fixture, "x", locals, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "can’t be sent as JSON"));
}

static PerchRemoteObject *
create_fraction (ObjectFixture *fixture)
{
  g_autoptr (PerchRemoteObject) module = object_fixture_import (fixture, "fractions");
  g_autoptr (PerchObjectArguments) arguments = perch_object_arguments_new ();
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GError) error = NULL;
  PerchRemoteObject *fraction = NULL;

  perch_object_arguments_add_variant (arguments, NULL, g_variant_new_int64 (6));
  perch_object_arguments_add_variant (arguments, "denominator", g_variant_new_int64 (4));
  perch_remote_object_create_async (module, "Fraction", arguments, NULL, object_fixture_keep_cb,
                                    &kept);
  fraction = perch_remote_object_create_finish (module, object_fixture_wait (&kept), &error);
  g_assert_no_error (error);
  return fraction;
}

static void
test_object (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchRemoteObject) fraction = create_fraction (fixture);
  g_autoptr (PerchObjectArguments) limit = perch_object_arguments_new ();
  g_autoptr (GAsyncResult) attribute = NULL;
  g_autoptr (GAsyncResult) called = NULL;
  g_autoptr (PerchObjectResult) numerator = NULL;
  g_autoptr (PerchObjectResult) near = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (perch_remote_object_get_type_name (fraction), ==, "Fraction");
  perch_remote_object_get_attribute_async (fraction, "numerator", NULL, object_fixture_keep_cb,
                                           &attribute);
  numerator =
      perch_remote_object_get_attribute_finish (fraction, object_fixture_wait (&attribute), &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_node_get_int (numerator->value), ==, 3);

  perch_object_arguments_add_variant (limit, NULL, g_variant_new_int32 (1));
  perch_remote_object_call_async (fraction, "limit_denominator", limit, NULL,
                                  object_fixture_keep_cb, &called);
  near = perch_remote_object_call_finish (fraction, object_fixture_wait (&called), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (perch_remote_object_get_type_name (near->object), ==, "Fraction");
}

static void
test_attributes (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchObjectResult) thing = eval (
      fixture, "__import__('types').SimpleNamespace(inner=__import__('types').SimpleNamespace())");
  g_autoptr (JsonNode) value = json_from_string ("[1, {\"a\": null}]", NULL);
  g_autoptr (GAsyncResult) set = NULL;
  g_autoptr (GAsyncResult) got = NULL;
  g_autoptr (GAsyncResult) missed = NULL;
  g_autoptr (PerchObjectResult) again = NULL;
  g_autoptr (GError) error = NULL;

  perch_remote_object_set_attribute_async (thing->object, "inner.x", value, NULL,
                                           object_fixture_keep_cb, &set);
  g_assert_true (
      perch_remote_object_set_attribute_finish (thing->object, object_fixture_wait (&set), &error));
  g_assert_no_error (error);
  perch_remote_object_get_attribute_async (thing->object, "inner.x", NULL, object_fixture_keep_cb,
                                           &got);
  again =
      perch_remote_object_get_attribute_finish (thing->object, object_fixture_wait (&got), &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (again->value, value));

  perch_remote_object_get_attribute_async (thing->object, "outer", NULL, object_fixture_keep_cb,
                                           &missed);
  g_assert_null (perch_remote_object_get_attribute_finish (thing->object,
                                                           object_fixture_wait (&missed), &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
}

static void
assert_floats (PerchRemoteObject *object, guint dimensions, guint wanted_rows, guint wanted_columns)
{
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GBytes) values = NULL;
  g_autoptr (GError) error = NULL;
  const double *numbers = NULL;
  guint rows = 0;
  guint columns = 0;
  gsize size = 0;

  perch_remote_object_get_floats_async (object, dimensions, NULL, object_fixture_keep_cb, &kept);
  values = perch_remote_object_get_floats_finish (object, object_fixture_wait (&kept), &rows,
                                                  &columns, &error);
  g_assert_no_error (error);
  numbers = g_bytes_get_data (values, &size);
  g_assert_cmpuint (rows, ==, wanted_rows);
  g_assert_cmpuint (columns, ==, wanted_columns);
  g_assert_cmpuint (size, ==, sizeof (double) * rows * columns);
  for (guint i = 0; i < rows * columns; i++)
    g_assert_true (numbers[i] == i / 3.0);
}

static void
test_floats (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchRemoteObject) numpy = object_fixture_import (fixture, "numpy");
  g_autoptr (PerchObjectResult) table = eval (fixture, "numpy.arange(6000).reshape(1000, 6) / 3");
  g_autoptr (JsonNode) word = json_from_string ("\"word\"", NULL);
  g_autoptr (GAsyncResult) wrapped = NULL;
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (PerchRemoteObject) text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (numpy); /* as the expression knows it by now */
  assert_floats (table->object, 2, 1000, 6);
  assert_floats (table->object, 1, 1, 6000);

  perch_object_service_wrap_async (fixture->service, word, NULL, object_fixture_keep_cb, &wrapped);
  text =
      perch_object_service_wrap_finish (fixture->service, object_fixture_wait (&wrapped), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (perch_remote_object_get_type_name (text), ==, "str");
  perch_remote_object_get_floats_async (text, 1, NULL, object_fixture_keep_cb, &kept);
  g_assert_null (perch_remote_object_get_floats_finish (text, object_fixture_wait (&kept), NULL,
                                                        NULL, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_nonnull (strstr (error->message, "no array of numbers"));
}

#define KEPT "type('Kept', (), {'__module__': 'test'})()"
#define COUNT "len([o for o in __import__('gc').get_objects() if type(o).__name__ == 'Kept'])"

static void
test_disposal (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchObjectResult) first = eval (fixture, KEPT);
  g_autoptr (PerchObjectResult) second = eval (fixture, KEPT);
  g_autoptr (PerchObjectResult) third = eval (fixture, KEPT);
  g_autoptr (GAsyncResult) disposed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  g_test_summary ("The backend drops what nobody here refers to, but not what was given away.");

  g_assert_cmpint (eval_int (fixture, COUNT), ==, 3);
  perch_remote_object_dispose_async (first->object, NULL, object_fixture_keep_cb, &disposed);
  g_assert_null (perch_remote_object_get_id (first->object));
  g_assert_true (
      perch_remote_object_dispose_finish (first->object, object_fixture_wait (&disposed), &error));
  g_assert_no_error (error);
  g_assert_cmpint (eval_int (fixture, COUNT), ==, 2);

  g_clear_pointer (&second, perch_object_result_free);
  while (eval_int (fixture, COUNT) > 1)
    ; /* its word to the backend and this question may overtake each other */

  id = perch_remote_object_steal_id (third->object);
  g_assert_true (g_str_has_prefix (id, "handle_"));
  g_clear_pointer (&third, perch_object_result_free);
  g_assert_cmpint (eval_int (fixture, COUNT), ==, 1);
}

static void
test_after_the_end (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (PerchObjectResult) object = eval (fixture, KEPT);
  g_autoptr (GError) reason =
      g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "It has ended");
  g_autoptr (GError) error = NULL;

  g_test_summary ("Objects may outlive their backend.");

  g_assert_nonnull (object->object);
  perch_backend_client_close (fixture->client, reason);
  g_assert_null (object_fixture_eval (fixture, "1", NULL, &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
}

static void
test_cancelled (ObjectFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GError) error = NULL;

  perch_object_service_eval_async (fixture->service, "__import__('time').sleep(1)", NULL,
                                   cancellable, object_fixture_keep_cb, &kept);
  g_cancellable_cancel (cancellable);
  g_assert_null (
      perch_object_service_eval_finish (fixture->service, object_fixture_wait (&kept), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
add_tests (PerchBackendKind kind)
{
  static const struct
  {
    const char *name;
    void (*run) (ObjectFixture *fixture, gconstpointer data);
  } tests[] = {
    { "modules", test_modules },
    { "eval", test_eval },
    { "parameters-that-are-no-json", test_parameters_that_are_no_json },
    { "object", test_object },
    { "attributes", test_attributes },
    { "floats", test_floats },
    { "disposal", test_disposal },
    { "after-the-end", test_after_the_end },
    { "cancelled", test_cancelled },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/object-service/%s/%s",
                                               perch_backend_kind_to_string (kind), tests[i].name);

      g_test_add (path, ObjectFixture, GUINT_TO_POINTER (kind), object_fixture_set_up, tests[i].run,
                  object_fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_tests (PERCH_BACKEND_KIND_HTTP);
  add_tests (PERCH_BACKEND_KIND_PIPE);
  if (g_getenv ("PERCH_HAS_RPC") != NULL)
    add_tests (PERCH_BACKEND_KIND_RPC);
  return g_test_run ();
}
