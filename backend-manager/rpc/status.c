/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/status.h"

#include <string.h>

#include "backend-manager/error.h"
#include "backend-manager/utf8.h"

#define MAX_MESSAGE_BYTES 2048

/* By their codes, see grpc.io, "Status codes". */
static const struct
{
  const char *name;
  PerchBackendError error;
} statuses[] = {
  { "OK", PERCH_BACKEND_ERROR_CALL },
  { "CANCELLED", PERCH_BACKEND_ERROR_CALL },
  { "UNKNOWN", PERCH_BACKEND_ERROR_CALL },
  { "INVALID_ARGUMENT", PERCH_BACKEND_ERROR_CALL },
  { "DEADLINE_EXCEEDED", PERCH_BACKEND_ERROR_TIMED_OUT },
  { "NOT_FOUND", PERCH_BACKEND_ERROR_CALL },
  { "ALREADY_EXISTS", PERCH_BACKEND_ERROR_CALL },
  { "PERMISSION_DENIED", PERCH_BACKEND_ERROR_CALL },
  { "RESOURCE_EXHAUSTED", PERCH_BACKEND_ERROR_CALL },
  { "FAILED_PRECONDITION", PERCH_BACKEND_ERROR_CALL },
  { "ABORTED", PERCH_BACKEND_ERROR_CALL },
  { "OUT_OF_RANGE", PERCH_BACKEND_ERROR_CALL },
  { "UNIMPLEMENTED", PERCH_BACKEND_ERROR_NO_METHOD },
  { "INTERNAL", PERCH_BACKEND_ERROR_CALL },
  { "UNAVAILABLE", PERCH_BACKEND_ERROR_CALL },
  { "DATA_LOSS", PERCH_BACKEND_ERROR_CALL },
  { "UNAUTHENTICATED", PERCH_BACKEND_ERROR_CALL },
};

/* Returns: (transfer full): valid UTF-8, of a length that people can read */
static char *
decode_message (const char *message)
{
  g_autofree char *decoded = g_uri_unescape_string (message, NULL);
  const char *text = decoded != NULL ? decoded : message;
  GString *repaired = perch_utf8_repair (text, strlen (text));

  g_string_truncate (repaired, perch_utf8_cut (repaired->str, repaired->len, MAX_MESSAGE_BYTES));
  return g_string_free (repaired, FALSE);
}

/**
 * perch_rpc_status_new_error:
 * @code: other than %PERCH_RPC_OK
 * @message: (nullable): what the server says of it, percent-encoded
 *
 * Returns: (transfer full): %PERCH_BACKEND_ERROR_NO_METHOD, %PERCH_BACKEND_ERROR_TIMED_OUT or
 *   %PERCH_BACKEND_ERROR_CALL
 */
GError *
perch_rpc_status_new_error (guint code, const char *message)
{
  guint known = code < G_N_ELEMENTS (statuses) ? code : PERCH_RPC_UNKNOWN;
  g_autofree char *text = decode_message (message != NULL ? message : "");

  return g_error_new (PERCH_BACKEND_ERROR, (int) statuses[known].error,
                      "The backend answered with error %s%s%s", statuses[known].name,
                      *text != '\0' ? ": " : "", text);
}

/**
 * perch_rpc_status_from_http:
 * @http_status: of an answer without a status of gRPC, other than 200
 *
 * Returns: the code that gRPC has for it
 */
guint
perch_rpc_status_from_http (guint http_status)
{
  switch (http_status)
    {
    case 400:
      return 13;
    case 401:
      return 16;
    case 403:
      return 7;
    case 404:
      return PERCH_RPC_UNIMPLEMENTED;
    case 429:
    case 502:
    case 503:
    case 504:
      return 14;
    default:
      return PERCH_RPC_UNKNOWN;
    }
}
