/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/tickets/ticket-list.h"

#include <gio/gio.h>

#define SECOND G_USEC_PER_SEC

static gboolean
update (PerchTicketList *list, const char *backend, const char *text, gint64 now_us, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  return perch_ticket_list_update (list, backend, json_node_get_object (node), now_us, error);
}

static void
add (PerchTicketList *list, const char *text, gint64 now_us)
{
  g_autoptr (GError) error = NULL;

  update (list, "main", text, now_us, &error);
  g_assert_no_error (error);
}

static char *
describe (PerchTicketList *list, gint64 now_us)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  perch_ticket_list_describe (list, now_us, builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
test_progress (void)
{
  g_autoptr (PerchTicketList) list = perch_ticket_list_new ();

  g_assert_cmpfloat (perch_ticket_list_get_progress (list), ==, 0);
  add (list, "{\"id\":\"a\",\"progress\":0.5}", 0);
  add (list, "{\"id\":\"b\"}", 0);
  g_assert_cmpfloat (perch_ticket_list_get_progress (list), ==, 0.25);
  add (list, "{\"id\":\"b\",\"state\":\"cancelled\"}", 0);
  g_assert_cmpfloat (perch_ticket_list_get_progress (list), ==, 0.75);
  add (list, "{\"id\":\"a\",\"state\":\"failed\",\"progress\":0.75}", 0);
  g_assert_cmpfloat (perch_ticket_list_get_progress (list), ==, 1);
}

static void
test_eta (void)
{
  g_autoptr (PerchTicketList) list = perch_ticket_list_new ();

  g_test_summary ("It goes by what was gained here, not by what was done before Perch was told.");

  add (list, "{\"id\":\"a\",\"progress\":0.5}", 100 * SECOND);
  add (list, "{\"id\":\"b\"}", 102 * SECOND);
  g_assert_cmpfloat (perch_ticket_list_get_eta_seconds (list, 105 * SECOND), <, 0);
  /* A quarter of a ticket in 10 s; 1.25 tickets are left. */
  add (list, "{\"id\":\"a\",\"progress\":0.75}", 110 * SECOND);
  g_assert_cmpfloat (perch_ticket_list_get_eta_seconds (list, 110 * SECOND), ==, 50);
  add (list, "{\"id\":\"a\",\"state\":\"done\"}", 120 * SECOND);
  add (list, "{\"id\":\"b\",\"state\":\"done\"}", 120 * SECOND);
  g_assert_cmpfloat (perch_ticket_list_get_eta_seconds (list, 130 * SECOND), ==, 0);

  /* New work after a pause starts its own clock. */
  perch_ticket_list_clear (list);
  add (list, "{\"id\":\"c\"}", 500 * SECOND);
  add (list, "{\"id\":\"c\",\"progress\":0.5}", 504 * SECOND);
  g_assert_cmpfloat (perch_ticket_list_get_eta_seconds (list, 504 * SECOND), ==, 4);
}

static void
test_describe (void)
{
  g_autoptr (PerchTicketList) list = perch_ticket_list_new ();
  g_autofree char *empty = describe (list, 0);
  g_autofree char *text = NULL;

  g_assert_cmpstr (empty, ==, "{\"progress\":0.0,\"eta_seconds\":0.0,\"tickets\":[]}");
  add (list, "{\"id\":\"a\",\"title\":\"Dig\",\"state\":\"running\",\"progress\":0.5}", 0);
  add (list, "{\"id\":\"b\",\"depends_on\":[\"a\",\"c\",\"d\"]}", 0);
  add (list, "{\"id\":\"c\",\"state\":\"done\"}", 0);
  add (list, "{\"id\":\"a\",\"progress\":1}", 0);
  text = describe (list, 0);
  g_assert_cmpstr (text, ==,
                   "{\"progress\":0.66666666666666663,\"eta_seconds\":0.0,\"tickets\":["
                   "{\"id\":\"a\",\"backend\":\"main\",\"title\":\"Dig\",\"state\":\"running\","
                   "\"progress\":1.0,\"depends_on\":[],\"waits_for\":[]},"
                   "{\"id\":\"b\",\"backend\":\"main\",\"title\":\"\",\"state\":\"\","
                   "\"progress\":0.0,\"depends_on\":[\"a\",\"c\",\"d\"],"
                   "\"waits_for\":[\"a\",\"d\"]},"
                   "{\"id\":\"c\",\"backend\":\"main\",\"title\":\"\",\"state\":\"done\","
                   "\"progress\":1.0,\"depends_on\":[],\"waits_for\":[]}]}");
}

static void
test_backends_apart (void)
{
  g_autoptr (PerchTicketList) list = perch_ticket_list_new ();

  add (list, "{\"id\":\"a\",\"progress\":0.5}", 0);
  g_assert_true (update (list, "other", "{\"id\":\"a\",\"progress\":1}", 0, NULL));
  g_assert_cmpuint (perch_ticket_list_get_n_tickets (list), ==, 2);
  g_assert_cmpfloat (perch_ticket_list_get_progress (list), ==, 0.75);
  perch_ticket_list_remove_backend (list, "main");
  g_assert_cmpuint (perch_ticket_list_get_n_tickets (list), ==, 1);
  g_assert_cmpfloat (perch_ticket_list_get_progress (list), ==, 1);
  add (list, "{\"id\":\"a\"}", 0);
  g_assert_cmpfloat (perch_ticket_list_get_progress (list), ==, 0.5);
}

static void
test_wrong_members (void)
{
  static const struct
  {
    const char *ticket;
    const char *error;
  } cases[] = {
    { "{}", "/id: expected a string that is not empty, found nothing" },
    { "{\"id\":\"\"}", "/id: expected a string that is not empty, found the string \"\"" },
    { "{\"id\":7}", "/id: expected a string, found 7" },
    { "{\"id\":\"a\",\"title\":[]}", "/title: expected a string, found an array" },
    { "{\"id\":\"a\",\"state\":null}", "/state: expected a string, found null" },
    { "{\"id\":\"a\",\"progress\":1.5}", "/progress: expected a number from 0 to 1, found 1.5" },
    { "{\"id\":\"a\",\"progress\":-1}", "/progress: expected a number from 0 to 1, found -1" },
    { "{\"id\":\"a\",\"progress\":\"half\"}",
      "/progress: expected a number from 0 to 1, found the string \"half\"" },
    { "{\"id\":\"a\",\"depends_on\":[\"b\",1]}", "/depends_on/1: expected a string, found 1" },
  };
  g_autoptr (PerchTicketList) list = perch_ticket_list_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  add (list, "{\"id\":\"a\",\"title\":\"Dig\",\"progress\":0.25}", 0);
  before = describe (list, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (update (list, "main", cases[i].ticket, 0, &error));
      g_assert_cmpstr (error->message, ==, cases[i].error);
    }
  after = describe (list, 0);
  g_assert_cmpstr (after, ==, before);
}

static void
test_limits (void)
{
  g_autoptr (PerchTicketList) list = perch_ticket_list_new ();
  g_autoptr (GError) full = NULL;
  g_autoptr (GError) too_long = NULL;
  g_autofree char *id = g_strnfill (201, 'x');
  g_autofree char *long_id = g_strdup_printf ("{\"id\":\"%s\"}", id);

  for (guint i = 0; i < PERCH_TICKET_LIST_MAX; i++)
    {
      g_autofree char *ticket = g_strdup_printf ("{\"id\":\"%u\"}", i);

      add (list, ticket, 0);
    }
  g_assert_false (update (list, "main", "{\"id\":\"more\"}", 0, &full));
  g_assert_error (full, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  add (list, "{\"id\":\"999\",\"state\":\"done\"}", 0);
  g_assert_false (update (list, "main", long_id, 0, &too_long));
  g_assert_true (
      g_str_has_prefix (too_long->message, "/id: expected a string of at most 200 bytes"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticket-list/progress", test_progress);
  g_test_add_func ("/ticket-list/eta", test_eta);
  g_test_add_func ("/ticket-list/describe", test_describe);
  g_test_add_func ("/ticket-list/backends-apart", test_backends_apart);
  g_test_add_func ("/ticket-list/wrong-members", test_wrong_members);
  g_test_add_func ("/ticket-list/limits", test_limits);
  return g_test_run ();
}
