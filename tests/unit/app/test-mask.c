/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/mask.h"

#include <string.h>

#include "backend-manager/json-scan.h"

#define TOLD "0123456789abcdef"

static void
assert_json (const PerchMask *mask, const char *json, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_true (perch_mask_append_json (mask, out, json, strlen (json)));
  g_assert_cmpstr (out->str, ==, expected);
  g_assert_true (perch_json_scan_value (out->str, out->str + out->len, 0) == out->str + out->len);
}

static void
test_json (void)
{
  g_autoptr (PerchMask) mask = perch_mask_new ();

  perch_mask_add_secret (mask, TOLD);
  assert_json (mask, "{\"a\":1,\"token\" : 12.5e3,\"b\":[]}",
               "{\"a\":1,\"token\" : \"***\",\"b\":[]}");
  assert_json (mask, "{\"secret\":{\"x\":[\"y\",{}]},\"z\":2}", "{\"secret\":\"***\",\"z\":2}");
  assert_json (mask, "{\"token\":null,\"password\":false}", "{\"token\":null,\"password\":false}");
  assert_json (mask, "{\"m\":\"password=hunter2\\nnext " TOLD "\"}",
               "{\"m\":\"password=***\\nnext ***\"}");
  assert_json (mask, "{\"m\":\"{\\\"api_key\\\":\\\"x\\\\\\\"y\\\"}\"}",
               "{\"m\":\"{\\\"api_key\\\":\\\"***\\\"}\"}");
  assert_json (mask,
               "{\"m\":\"headers {\\\"Authorization\\\": [\\\"Bearer \\\\\\\"]\\\"], 'x': 1}\"}",
               "{\"m\":\"headers {\\\"Authorization\\\": ***, 'x': 1}\"}");
  assert_json (mask, "{\"m\":\"token=[\\\"a\\\\\"}", "{\"m\":\"token=***\"}");
  assert_json (mask, "[\"" TOLD "\"]", "[\"***\"]");
}

static void
test_broken_json (void)
{
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (GString) out = g_string_new ("kept");

  g_assert_false (perch_mask_append_json (mask, out, "{\"a\":\"b", 7));
  g_assert_false (perch_mask_append_json (mask, out, "{\"token\":}", 10));
  g_assert_cmpstr (out->str, ==, "kept");
}

static void
test_told (void)
{
  const char text[] = TOLD " and " TOLD ", token=" TOLD;
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_false (perch_mask_is_needed (mask, TOLD, strlen (TOLD)));
  perch_mask_add_secret (mask, TOLD);
  perch_mask_add_secret (mask, TOLD);
  g_assert_true (perch_mask_is_needed (mask, TOLD, strlen (TOLD)));
  g_assert_false (perch_mask_is_needed (mask, TOLD, strlen (TOLD) - 1));
  perch_mask_append_text (mask, out, text, strlen (text));
  g_assert_cmpstr (out->str, ==, "*** and ***, token=***");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mask/json", test_json);
  g_test_add_func ("/mask/broken-json", test_broken_json);
  g_test_add_func ("/mask/told", test_told);
  return g_test_run ();
}
