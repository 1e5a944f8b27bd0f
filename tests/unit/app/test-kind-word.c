/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/kind-word.h"

#include "app/cli/exit-status.h"

static void
test_word (void)
{
  PerchBackendKind kind = PERCH_BACKEND_KIND_STDIO;
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_kind_word_parse ("Http", &kind, NULL));
  g_assert_cmpint (kind, ==, PERCH_BACKEND_KIND_HTTP);
  g_assert_true (perch_kind_word_parse ("PIPE", &kind, NULL));
  g_assert_cmpint (kind, ==, PERCH_BACKEND_KIND_PIPE);
  g_assert_true (perch_kind_word_parse ("rpc", &kind, NULL));
  g_assert_cmpint (kind, ==, PERCH_BACKEND_KIND_RPC);
  g_assert_false (perch_kind_word_parse ("stdio", &kind, &error));
  g_assert_error (error, PERCH_CLI_ERROR, PERCH_EXIT_USAGE);
}

static void
test_list (void)
{
  g_auto (GStrv) none = NULL;
  g_auto (GStrv) pipe = NULL;
  g_auto (GStrv) all = NULL;
  GStrv bad = NULL;

  g_assert_true (perch_kind_word_parse_list (NULL, &none, NULL));
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_true (perch_kind_word_parse_list ("pipe", &pipe, NULL));
  g_assert_cmpuint (g_strv_length (pipe), ==, 0);
  g_assert_true (perch_kind_word_parse_list ("http, Rpc", &all, NULL));
  g_assert_true (g_str_has_prefix (all[0], "fastapi"));
  g_assert_true (g_str_has_prefix (all[2], "grpcio"));
  g_assert_false (perch_kind_word_parse_list ("http,,rpc", &bad, NULL));
  g_assert_null (bad);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kind-word/word", test_word);
  g_test_add_func ("/kind-word/list", test_list);
  return g_test_run ();
}
