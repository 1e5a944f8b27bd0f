/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Bytes of the JSON text that a question may come in. */
#define PERCH_ASK_FORM_MAX_BYTES 65536

/**
 * PerchAskForm:
 * @prompt: (owned): what the person is asked
 * @tool_name: (owned) (nullable): the tool that is to be allowed
 * @args: (owned) (nullable): its arguments, as JSON
 * @timeout_ms: how long the person has
 * @wait: whether the answer is to be the person's, and not just where it can be had
 *
 * A question as another program or a backend words it. Clear with perch_ask_form_clear().
 */
typedef struct
{
  char *prompt;
  char *tool_name;
  char *args;
  guint timeout_ms;
  gboolean wait;
} PerchAskForm;

gboolean perch_ask_form_read (PerchAskForm *form, JsonObject *object, GError **error);
void perch_ask_form_clear (PerchAskForm *form);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchAskForm, perch_ask_form_clear)

G_END_DECLS
