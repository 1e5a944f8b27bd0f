/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-action.h"

static PerchTriggerAction *
read_action (const char *json, GPtrArray *warnings, GError **error)
{
  g_autofree char *text = g_strdup_printf ("{\"0\":%s}", json);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  const PerchJsonFields list = { json_node_get_object (node), "/do", warnings };

  return perch_trigger_action_read (&list, "0", error);
}

static void
fill (const char *json, const char *values, PerchTriggerArguments *arguments, GError **error)
{
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonNode) node = json_from_string (values, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (PerchTriggerAction) action = read_action (json, warnings, &problem);

  g_assert_no_error (problem);
  g_assert_cmpuint (warnings->len, ==, 0);
  perch_trigger_action_fill (action, json_node_get_object (node), arguments, error);
}

static void
test_backend (void)
{
  static const char *const words[] = { "start", "stop", "restart" };
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"%s\":\"${params.b}\"}", words[i]);
      g_autoptr (PerchTriggerAction) action = read_action (json, warnings, NULL);
      g_auto (PerchTriggerArguments) arguments = { 0 };

      g_assert_cmpint (perch_trigger_action_get_kind (action), ==, i);
      g_assert_cmpstr (perch_trigger_action_get_word (action), ==, words[i]);
      fill (json, "{\"params\":{\"b\":\"main\"}}", &arguments, NULL);
      g_assert_cmpstr (arguments.backend, ==, "main");
    }
}

static void
test_call (void)
{
  g_auto (PerchTriggerArguments) full = { 0 };
  g_auto (PerchTriggerArguments) whole = { 0 };

  fill ("{\"call\":{\"backend\":\"main\",\"method\":\"m\",\"params\":[\"${params.x}\"],"
        "\"timeout_ms\":5}}",
        "{\"params\":{\"x\":\"a\\nb\"}}", &full, NULL);
  g_assert_cmpstr (full.method, ==, "m");
  g_assert_cmpstr (full.params, ==, "[\"a\\nb\"]");
  g_assert_cmpuint (full.timeout_ms, ==, 5);
  fill ("{\"call\":{\"backend\":\"main\",\"method\":\"m\",\"params\":\"${params}\"}}",
        "{\"params\":{\"x\":1}}", &whole, NULL);
  g_assert_cmpstr (whole.params, ==, "{\"x\":1}");
  g_assert_cmpuint (whole.timeout_ms, ==, 30000);
}

static void
test_notify_and_publish (void)
{
  g_auto (PerchTriggerArguments) notify = { 0 };
  g_auto (PerchTriggerArguments) publish = { 0 };

  fill ("{\"notify\":{\"title\":\"t\",\"body\":\"${params.x}\"}}", "{\"params\":{\"x\":\"a\"}}",
        &notify, NULL);
  g_assert_cmpstr (notify.title, ==, "t");
  g_assert_cmpstr (notify.body, ==, "a");
  fill ("{\"publish\":{\"event\":\"e\",\"payload\":\"${params}\"}}", "{\"params\":{\"x\":1}}",
        &publish, NULL);
  g_assert_cmpstr (publish.event, ==, "e");
  g_assert_true (JSON_NODE_HOLDS_OBJECT (publish.payload));
}

static void
test_does_not_fit (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "{\"start\":\"${params.n}\"}", "/do/0/start: expected a string, found 5" },
    { "{\"start\":\"${params.empty}\"}", "/do/0/start: expected a string that is not empty" },
    { "{\"call\":{\"backend\":\"b\",\"method\":\"m\",\"params\":\"${params.n}\"}}",
      "/do/0/call/params: expected an object or an array, found 5" },
    { "{\"publish\":{\"event\":\"e\",\"payload\":\"${params.list}\"}}",
      "/do/0/publish/payload: expected an object, found an array" },
    { "{\"notify\":{\"body\":\"${params.absent}\"}}",
      "/do/0/notify/body: there is no params.absent" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchTriggerArguments) arguments = { 0 };
      g_autoptr (GError) error = NULL;

      fill (cases[i].json, "{\"params\":{\"n\":5,\"empty\":\"\",\"list\":[]}}", &arguments, &error);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "5", "/do/0: expected an object, found 5" },
    { "{}", "/do/0: expected one action, one of \"start\"" },
    { "{\"start\":\"a\",\"stop\":\"a\"}", "/do/0: expected one action" },
    { "{\"strat\":\"a\"}", "/do/0/strat: expected one action" },
    { "{\"start\":{}}", "/do/0/start: expected a string" },
    { "{\"start\":\"\"}", "/do/0/start: expected a string that is not empty" },
    { "{\"call\":\"x\"}", "/do/0/call: expected an object" },
    { "{\"call\":{\"method\":\"m\"}}", "/do/0/call/backend: expected" },
    { "{\"call\":{\"backend\":\"b\"}}", "/do/0/call/method: expected" },
    { "{\"call\":{\"backend\":\"b\",\"method\":\"m\",\"params\":\"x\"}}", "/do/0/call/params: " },
    { "{\"call\":{\"backend\":\"b\",\"method\":\"m\",\"timeout_ms\":0}}",
      "/do/0/call/timeout_ms: expected an integer" },
    { "{\"notify\":{\"title\":\"t\"}}", "/do/0/notify/body: expected" },
    { "{\"publish\":{}}", "/do/0/publish/event: expected" },
    { "{\"publish\":{\"event\":\"e\",\"payload\":[]}}", "/do/0/publish/payload: expected" },
    { "{\"publish\":{\"event\":\"${env.HOME}\"}}", "/do/0/publish/event: expected ${params" },
  };
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_action (cases[i].json, warnings, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    }
}

static void
test_unknown_field (void)
{
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PerchTriggerAction) action =
      read_action ("{\"notify\":{\"boddy\":\"x\",\"body\":\"b\"}}", warnings, NULL);

  g_assert_nonnull (action);
  g_assert_cmpstr (g_ptr_array_index (warnings, 0), ==,
                   "/do/0/notify/boddy: unknown, and ignored; did you mean \"body\"?");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trigger-action/backend", test_backend);
  g_test_add_func ("/trigger-action/call", test_call);
  g_test_add_func ("/trigger-action/notify-and-publish", test_notify_and_publish);
  g_test_add_func ("/trigger-action/does-not-fit", test_does_not_fit);
  g_test_add_func ("/trigger-action/refused", test_refused);
  g_test_add_func ("/trigger-action/unknown-field", test_unknown_field);
  return g_test_run ();
}
