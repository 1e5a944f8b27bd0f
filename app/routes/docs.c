/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/docs-file.h"
#include "app/routes/routes-private.h"
#include "app/server/reply.h"

/* The page and what it loads come from here and nowhere else, no script stands in it, and no other
 * page may put it into a frame. Swagger UI's style sheet has its icons as data. */
#define POLICY                                                                                     \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "                \
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/* A file of the page. */
typedef struct
{
  const char *name;
  const char *type;
  gboolean is_packed; /* there with ".gz" behind its name, and sent as it is */
} File;

static const File page = { "index.html", "text/html; charset=utf-8", FALSE };
static const File files[] = {
  { "docs.css", "text/css; charset=utf-8", FALSE },
  { "docs.js", "application/javascript; charset=utf-8", FALSE },
  { "licenses.txt", "text/plain; charset=utf-8", FALSE },
  { "perch.svg", "image/svg+xml", FALSE },
  { "swagger-ui-bundle.js", "application/javascript; charset=utf-8", TRUE },
  { "swagger-ui.css", "text/css; charset=utf-8", TRUE },
};

static void
reply_file (PerchRoutes *self, PerchRequest *request, const File *file)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (perch_request_get_message (request));
  g_autofree char *name = g_strconcat (file->name, file->is_packed ? ".gz" : NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = perch_docs_file_look_up (self->docs_file, name, &error);

  if (content == NULL)
    {
      perch_reply_error (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "no_docs",
                         "The documentation is not installed: %s", error->message);
      return;
    }
  soup_message_headers_replace (headers, "Content-Security-Policy", POLICY);
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  if (file->is_packed)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  perch_reply_bytes (request, SOUP_STATUS_OK, file->type, content);
}

/* GET /docs */
static void
page_cb (PerchRequest *request, gpointer user_data)
{
  reply_file (user_data, request, &page);
}

/* GET /docs/{file} */
static void
file_cb (PerchRequest *request, gpointer user_data)
{
  const char *name = perch_request_get_param (request, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_equal (files[i].name, name))
      {
        reply_file (user_data, request, &files[i]);
        return;
      }
  perch_reply_error (request, SOUP_STATUS_NOT_FOUND, "not_found",
                     "The documentation has no file \"%s\"", name);
}

/**
 * perch_routes_add_docs:
 * @self: the routes, with a file of documentation
 * @router: where they are added
 *
 * Adds a page for people that shows the routes and lets them try each.
 */
void
perch_routes_add_docs (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "GET", "/docs", page_cb, 0 },
    { "GET", "/docs/{file}", file_cb, 0 },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
