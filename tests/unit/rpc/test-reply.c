/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/reply.h"

#include <string.h>

#include "backend-manager/error.h"

typedef struct
{
  PerchRpcReply *reply;
  GBytes *message;
  GError *error;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->reply = perch_rpc_reply_new ("call");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_rpc_reply_free (fixture->reply);
  g_clear_pointer (&fixture->message, g_bytes_unref);
  g_clear_error (&fixture->error);
}

static void
begin (Fixture *fixture)
{
  perch_rpc_reply_take_header (fixture->reply, ":status", "200");
  perch_rpc_reply_take_header (fixture->reply, "content-type", "application/grpc+proto");
  perch_rpc_reply_take_header (fixture->reply, "server", "any");
}

static gboolean
take (Fixture *fixture, const char *bytes, gsize length)
{
  return perch_rpc_reply_take_data (fixture->reply, (const guint8 *) bytes, length);
}

static void
end (Fixture *fixture, const char *status)
{
  if (status != NULL)
    perch_rpc_reply_take_header (fixture->reply, "grpc-status", status);
  fixture->message = perch_rpc_reply_finish (fixture->reply, "REFUSED_STREAM", &fixture->error);
}

static void
assert_problem (Fixture *fixture, int code, const char *message)
{
  g_assert_null (fixture->message);
  g_assert_error (fixture->error, PERCH_BACKEND_ERROR, code);
  g_assert_cmpstr (fixture->error->message, ==, message);
}

static void
test_message (Fixture *fixture, gconstpointer data)
{
  static const char bytes[] = "\0\0\0\0\3abc";

  begin (fixture);
  for (gsize i = 0; i < sizeof bytes - 1; i++)
    g_assert_true (take (fixture, &bytes[i], 1));
  end (fixture, "0");
  g_assert_no_error (fixture->error);
  g_assert_cmpmem (g_bytes_get_data (fixture->message, NULL), g_bytes_get_size (fixture->message),
                   "abc", 3);
}

static void
test_empty_message (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  g_assert_true (take (fixture, "\0\0\0\0\0", 5));
  end (fixture, "0");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (g_bytes_get_size (fixture->message), ==, 0);
}

static void
test_alignment (void)
{
  g_test_summary ("What follows the head of a list of doubles can be read as doubles.");

  for (gsize n = 1; n < 3000000; n = n * 3 + 1)
    {
      g_autoptr (PerchRpcReply) reply = perch_rpc_reply_new ("tofloatarray");
      gsize n_bytes = n * sizeof (double);
      gsize head = n_bytes < 1 << 7 ? 2 : n_bytes < 1 << 14 ? 3 : n_bytes < 1 << 21 ? 4 : 5;
      guint32 length = GUINT32_TO_BE ((guint32) (head + n_bytes));
      g_autofree guint8 *zeros = g_malloc0 (head + n_bytes);
      guint8 prefix[5] = { 0 };
      g_autoptr (GBytes) message = NULL;

      memcpy (prefix + 1, &length, sizeof length);
      perch_rpc_reply_take_header (reply, ":status", "200");
      perch_rpc_reply_take_header (reply, "content-type", "application/grpc");
      perch_rpc_reply_take_header (reply, "grpc-status", "0");
      g_assert_true (perch_rpc_reply_take_data (reply, prefix, sizeof prefix));
      g_assert_true (perch_rpc_reply_take_data (reply, zeros, head + n_bytes));
      message = perch_rpc_reply_finish (reply, NULL, NULL);
      g_assert_cmpuint (((guintptr) g_bytes_get_data (message, NULL) + head) % sizeof (double), ==,
                        0);
    }
}

static void
test_trailers_only (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  perch_rpc_reply_take_header (fixture->reply, "grpc-message", "no");
  end (fixture, "12");
  assert_problem (fixture, PERCH_BACKEND_ERROR_NO_METHOD,
                  "The backend answered with error UNIMPLEMENTED: no");
}

static void
test_too_short (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  g_assert_true (take (fixture, "\0\0\0\0\3ab", 7));
  end (fixture, "0");
  assert_problem (fixture, PERCH_BACKEND_ERROR_CALL, "The backend’s answer ends too soon");
}

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  g_assert_true (take (fixture, "\0\0\0\0\1a", 6));
  g_assert_false (take (fixture, "\0", 1));
  g_assert_false (take (fixture, "\0", 1));
  end (fixture, "0");
  assert_problem (fixture, PERCH_BACKEND_ERROR_CALL, "The backend sent more than one answer");
}

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  g_assert_false (take (fixture, "\0\4\0\0\1", 5));
  end (fixture, NULL);
  assert_problem (fixture, PERCH_BACKEND_ERROR_CALL, "The backend’s answer is longer than 64 MiB");
}

static void
test_compressed (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  g_assert_false (take (fixture, "\1\0\0\0\1a", 6));
  end (fixture, "0");
  assert_problem (fixture, PERCH_BACKEND_ERROR_CALL,
                  "The backend’s answer is compressed, which was not asked for");
}

static void
test_no_status (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  g_assert_true (take (fixture, "\0\0\0\0\1a", 6));
  end (fixture, NULL);
  assert_problem (fixture, PERCH_BACKEND_ERROR_CALL,
                  "The backend ended the call without a status: REFUSED_STREAM");
}

static void
test_odd_status (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  end (fixture, "-1");
  assert_problem (fixture, PERCH_BACKEND_ERROR_CALL, "The backend answered with error UNKNOWN");
}

static void
test_not_grpc (Fixture *fixture, gconstpointer data)
{
  perch_rpc_reply_take_header (fixture->reply, ":status", "200");
  perch_rpc_reply_take_header (fixture->reply, "content-type", "text/html\n");
  g_assert_false (take (fixture, "<html>", 6));
  end (fixture, NULL);
  assert_problem (fixture, PERCH_BACKEND_ERROR_CALL,
                  "The backend’s answer is no gRPC: expected content of type application/grpc, "
                  "found “text/html\\x0a”");
}

static void
test_http_error (Fixture *fixture, gconstpointer data)
{
  perch_rpc_reply_take_header (fixture->reply, ":status", "404");
  end (fixture, NULL);
  assert_problem (fixture, PERCH_BACKEND_ERROR_NO_METHOD,
                  "HTTP status 404: The backend answered with error UNIMPLEMENTED");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/rpc-reply/" name, Fixture, NULL, setup, func, teardown)
  ADD ("message", test_message);
  ADD ("empty-message", test_empty_message);
  g_test_add_func ("/rpc-reply/alignment", test_alignment);
  ADD ("trailers-only", test_trailers_only);
  ADD ("too-short", test_too_short);
  ADD ("too-many", test_too_many);
  ADD ("too-long", test_too_long);
  ADD ("compressed", test_compressed);
  ADD ("no-status", test_no_status);
  ADD ("odd-status", test_odd_status);
  ADD ("not-grpc", test_not_grpc);
  ADD ("http-error", test_http_error);
  return g_test_run ();
}
