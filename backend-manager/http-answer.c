/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/http-answer.h"

#include "backend-manager/backend-reply.h"
#include "backend-manager/error.h"

#define OCTETS "application/octet-stream"
#define SHAPE_HEADER "X-Perch-Shape"

/**
 * perch_http_answer_check_status:
 * @message: a request that was answered
 * @body: the body of the answer, or its beginning
 * @error: %PERCH_BACKEND_ERROR_NO_METHOD when there is nothing at its path, or
 *   %PERCH_BACKEND_ERROR_CALL; with what the body says of it
 *
 * Returns: whether the status is one of success
 */
gboolean
perch_http_answer_check_status (SoupMessage *message, GBytes *body, GError **error)
{
  guint status = soup_message_get_status (message);
  g_autofree char *problem = NULL;

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return TRUE;
  problem = perch_backend_reply_find_problem (body);
  g_set_error (error, PERCH_BACKEND_ERROR,
               status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_METHOD_NOT_ALLOWED
                   ? PERCH_BACKEND_ERROR_NO_METHOD
                   : PERCH_BACKEND_ERROR_CALL,
               "The backend answered %u %s to %s %s%s%s", status, soup_status_get_phrase (status),
               soup_message_get_method (message), g_uri_get_path (soup_message_get_uri (message)),
               problem != NULL ? ": " : "", problem != NULL ? problem : "");
  return FALSE;
}

/**
 * perch_http_answer_read:
 * @message: a request that was answered
 * @body: the body of the answer
 * @error: as perch_http_answer_check_status() and perch_backend_reply_read()
 *
 * Returns: (transfer full) (nullable): the JSON of the result; null where there is no body
 */
GBytes *
perch_http_answer_read (SoupMessage *message, GBytes *body, GError **error)
{
  if (!perch_http_answer_check_status (message, body, error))
    return NULL;
  if (g_bytes_get_size (body) == 0)
    return g_bytes_new_static ("null", 4);
  return perch_backend_reply_read (body, error);
}

/* Reads "12" or "3,4". */
static gboolean
read_shape (const char *text, guint dimensions, guint *rows, guint *columns)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", 3);
  guint64 sizes[2] = { 1, 1 };

  if (g_strv_length (words) != dimensions)
    return FALSE;
  for (guint i = 0; i < dimensions; i++)
    if (!g_ascii_string_to_unsigned (g_strstrip (words[i]), 10, 0, G_MAXUINT,
                                     &sizes[2 - dimensions + i], NULL))
      return FALSE;
  *rows = (guint) sizes[0];
  *columns = (guint) sizes[1];
  return TRUE;
}

/**
 * perch_http_answer_read_floats:
 * @message: a request for numbers that was answered
 * @body: the body of the answer
 * @dimensions: 1 or 2
 * @error: as perch_http_answer_read() and perch_floats_read_json()
 *
 * Returns: (transfer full) (nullable): the numbers, which came as bytes or as JSON
 */
PerchFloats *
perch_http_answer_read_floats (SoupMessage *message, GBytes *body, guint dimensions, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  const char *shape = soup_message_headers_get_one (headers, SHAPE_HEADER);
  g_autoptr (GBytes) json = NULL;
  guint rows = 0;
  guint columns = 0;

  if (!perch_http_answer_check_status (message, body, error))
    return NULL;
  if (g_strcmp0 (type, OCTETS) != 0)
    {
      json = perch_http_answer_read (message, body, error);
      return json != NULL ? perch_floats_read_json (json, dimensions, error) : NULL;
    }
  if (read_shape (shape, dimensions, &rows, &columns))
    return perch_floats_read_little_endian (body, rows, columns, error);
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
               "The backend’s answer has no usable " SHAPE_HEADER ": expected %s, found “%s”",
               dimensions == 1 ? "a number" : "rows and columns such as “3,4”",
               shape != NULL ? shape : "");
  return NULL;
}
