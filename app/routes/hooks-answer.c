/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/routes/ask-reply.h"
#include "backend-manager/json-fields.h"

#define MAX_RESPONSE_CHARS 4000

/* An answer until it is known who gives it. @routes are there as long as @request is not cancelled.
 */
typedef struct
{
  PerchRoutes *routes; /* (unowned) */
  PerchRequest *request; /* (owned) */
  PerchAsk *ask; /* (owned) (nullable): once it is found */
  PerchAskWay way;
  gboolean approved;
  char *response; /* (owned) (nullable) */
  guint standing_s; /* 0 for an answer to this one question */
  PerchStandingScope scope;
} Draft;

static void
draft_free (Draft *draft)
{
  g_object_unref (draft->request);
  g_clear_object (&draft->ask);
  g_free (draft->response);
  g_free (draft);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Draft, draft_free)

static gboolean
give_answer (Draft *draft, const PerchCaller *by, GError **error)
{
  const PerchAskAnswer answer = {
    .approved = draft->approved,
    .response = draft->response,
    .way = draft->way,
    .by = by,
  };

  if (draft->standing_s > 0 &&
      !perch_standing_answers_give (draft->routes->standing, draft->ask, draft->scope,
                                    draft->standing_s, error))
    return FALSE;
  return perch_ask_queue_answer (draft->routes->asks, draft->ask, &answer, error);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Draft) draft = user_data;
  g_autoptr (PerchCaller) caller = perch_caller_finder_find_finish (result);
  g_autoptr (GError) error = NULL;

  if (perch_ask_reply_if_gone (draft->request))
    return;
  if (give_answer (draft, caller, &error))
    perch_ask_reply_result (draft->request, draft->ask);
  else
    perch_ask_reply_refusal (draft->request, error);
}

/* Only where the person is: what a script says at the port holds for one question. */
static gboolean
read_standing (Draft *draft, const PerchJsonFields *fields, GError **error)
{
  static const char *const scopes[] = { "question", "tool", NULL };
  PerchJsonFields inner = { .pointer = "/standing" };
  guint scope = PERCH_STANDING_SCOPE_QUESTION;

  if (!perch_json_fields_get_object (fields, "standing", &inner.object, error))
    return FALSE;
  if (inner.object == NULL)
    return TRUE;
  if (draft->way != PERCH_ASK_WAY_CLI || !draft->approved)
    return perch_json_fields_refuse (fields, "standing",
                                     "nothing: only \"perch ask\" and the dialog approve for some "
                                     "time",
                                     error);
  if (!json_object_has_member (inner.object, "seconds"))
    return perch_json_fields_refuse (&inner, "seconds", "for how long", error);
  if (!perch_json_fields_get_uint (&inner, "seconds", 1, PERCH_STANDING_MAX_S, &draft->standing_s,
                                   error) ||
      !perch_json_fields_get_word (&inner, "scope", scopes, &scope, error))
    return FALSE;
  draft->scope = (PerchStandingScope) scope;
  return TRUE;
}

static gboolean
read_answer (Draft *draft, JsonObject *object, GError **error)
{
  const PerchJsonFields fields = { .object = object, .pointer = "" };

  if (!json_object_has_member (object, "approved"))
    return perch_json_fields_refuse (&fields, "approved", "true or false", error);
  if (!perch_json_fields_get_boolean (&fields, "approved", &draft->approved, error) ||
      !perch_json_fields_get_string (&fields, "response", &draft->response, error))
    return FALSE;
  if (!read_standing (draft, &fields, error))
    return FALSE;
  if (draft->response != NULL && g_utf8_strlen (draft->response, -1) > MAX_RESPONSE_CHARS)
    return perch_json_fields_refuse (&fields, "response", "at most 4000 characters", error);
  return TRUE;
}

static void
respond (PerchRoutes *self, PerchRequest *request, PerchAskWay way)
{
  g_autoptr (JsonNode) root = perch_ask_reply_parse_object (request);
  g_autoptr (Draft) draft = NULL;
  g_autoptr (GError) error = NULL;
  PerchAsk *ask = NULL;

  if (root == NULL)
    return;
  draft = g_new0 (Draft, 1);
  draft->routes = self;
  draft->request = g_object_ref (request);
  draft->way = way;
  if (!read_answer (draft, json_node_get_object (root), &error))
    {
      perch_ask_reply_refusal (request, error);
      return;
    }
  ask = perch_ask_reply_find (request, self->asks);
  if (ask == NULL)
    return;
  draft->ask = g_object_ref (ask);
  perch_caller_finder_find_async (self->callers, request, found_cb, g_steal_pointer (&draft));
}

/* POST /api/ask/{id}/respond on the control socket, where the command line is. */
static void
respond_cb (PerchRequest *request, gpointer user_data)
{
  respond (user_data, request, PERCH_ASK_WAY_CLI);
}

/* POST /api/ask/{id}/respond at a port. */
static void
respond_at_port_cb (PerchRequest *request, gpointer user_data)
{
  respond (user_data, request, PERCH_ASK_WAY_API);
}

/**
 * perch_routes_add_answers:
 * @self: the routes, with questions
 * @router: where they are added: the control socket's
 *
 * Adds the route by which a question is answered in another place than the dialog.
 */
void
perch_routes_add_answers (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "POST", "/api/ask/{id}/respond", respond_cb,
                                         PERCH_SMALL_BODY } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}

/**
 * perch_routes_add_port_answers:
 * @self: the routes, with questions
 * @router: where they are added: that of a port
 *
 * Adds the same route for a port.
 */
void
perch_routes_add_port_answers (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "POST", "/api/ask/{id}/respond", respond_at_port_cb,
                                         PERCH_SMALL_BODY } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
