/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/ports-page.h"

#include <glib/gi18n.h>

#include "app/window/check-field.h"
#include "app/window/port-field.h"

/* Where programs of the same person reach Perch. */

/* One port. Its section has "enabled", "port" and "require_token". */
typedef struct
{
  const char *section;
  const char *heading;
  const char *note; /* (nullable) */
  const char *enabled_id;
  const char *port_id;
  const char *token_id;
} Port;

static void
add_port (GtkWidget *page, PerchEdits *edits, const Port *port)
{
  const PerchFieldSpec enabled_spec = { port->enabled_id, port->section, "enabled", _ ("Open"),
                                        port->note };
  const PerchFieldSpec port_spec = { port->port_id, port->section, "port", _ ("Port"), NULL };
  const PerchFieldSpec token_spec = { port->token_id, port->section, "require_token",
                                      _ ("Ask every program for the token"), NULL };
  GtkWidget *enabled = perch_check_field_new (edits, &enabled_spec);
  GtkWidget *number = perch_port_field_new (edits, &port_spec);
  GtkWidget *token = perch_check_field_new (edits, &token_spec);

  perch_field_set_context (PERCH_FIELD (enabled), port->heading);
  perch_field_set_context (PERCH_FIELD (number), port->heading);
  perch_field_set_context (PERCH_FIELD (token), port->heading);
  perch_field_page_add_heading (page, port->heading);
  perch_field_page_add (page, enabled);
  perch_field_page_add (page, number);
  perch_field_page_add (page, token);
  perch_field_page_depend (number, enabled);
  perch_field_page_depend (token, enabled);
}

/**
 * perch_ports_page_new:
 * @edits: what the person changes
 *
 * Returns: (transfer floating): the page of settings of the ports
 */
GtkWidget *
perch_ports_page_new (PerchEdits *edits)
{
  const Port ports[] = {
    { "bridge", _ ("For programs"), NULL, "pref_bridge_enabled", "pref_bridge_port",
      "pref_bridge_token" },
    { "web-listener", _ ("For the browser’s extension"), NULL, "pref_listener_enabled",
      "pref_listener_port", "pref_listener_token" },
    { "hook", _ ("For scripts and tests"),
      _ ("Whoever reaches this port can use the menu and the windows as you do."),
      "pref_hooks_enabled", "pref_hooks_port", "pref_hooks_token" },
  };
  GtkWidget *page = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (edits), NULL);

  page = perch_field_page_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    add_port (page, edits, &ports[i]);
  perch_field_page_align (page);
  return page;
}
