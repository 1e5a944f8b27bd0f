/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/general-page.h"

#include <glib/gi18n.h>

#include "app/window/check-field.h"
#include "app/window/choice-field.h"

/* What is about Perch itself. */

#define TARGET "companion"

static GtkWidget *
add_check (GtkWidget *page, PerchEdits *edits, const PerchFieldSpec *spec)
{
  GtkWidget *field = perch_check_field_new (edits, spec);

  perch_field_page_add (page, field);
  return field;
}

static void
add_checks (GtkWidget *page, PerchEdits *edits)
{
  const PerchFieldSpec login = { "pref_start_at_login", TARGET, "start_at_login",
                                 _ ("_Start when you log in"), NULL };
  const PerchFieldSpec notifications = { "pref_notifications", TARGET, "notifications",
                                         _ ("Show _notifications"),
                                         _ ("When a backend fails or recovers. "
                                            "Questions are asked without them, too.") };
  const PerchFieldSpec sound = { "pref_notification_sound", TARGET, "notification_sound",
                                 _ ("Let notifications be _heard"), NULL };
  const PerchFieldSpec assistant = { "pref_setup_assistant", TARGET, "setup_assistant",
                                     _ ("_Offer help at the start when there is no backend"),
                                     NULL };
  GtkWidget *shown = NULL;

  add_check (page, edits, &login);
  shown = add_check (page, edits, &notifications);
  perch_field_page_depend (add_check (page, edits, &sound), shown);
  add_check (page, edits, &assistant);
}

/* Each language is called what it calls itself. */
static void
add_language (GtkWidget *page, PerchEdits *edits)
{
  const PerchChoice languages[] = {
    { "", C_ ("language", "That of the desktop") },
    { "de", "Deutsch" },
    { "en", "English" },
    { "es", "Español" },
    { "fr", "Français" },
    { "zh_CN", "简体中文" },
  };
  const PerchFieldSpec spec = { "pref_language", TARGET, "language", _ ("_Language"),
                                _ ("Takes effect at the next start.") };

  perch_field_page_add (page,
                        perch_choice_field_new (edits, &spec, languages, G_N_ELEMENTS (languages)));
}

static void
add_log_level (GtkWidget *page, PerchEdits *edits)
{
  const PerchChoice levels[] = {
    { "info", C_ ("log", "What happens") },
    { "debug", C_ ("log", "Every detail") },
    { "warning", C_ ("log", "Warnings and errors") },
    { "error", C_ ("log", "Errors only") },
  };
  const PerchFieldSpec spec = { "pref_log_level", TARGET, "log_level", _ ("_Write into the log"),
                                _ ("What backends write is always in it.") };

  perch_field_page_add (page, perch_choice_field_new (edits, &spec, levels, G_N_ELEMENTS (levels)));
}

/**
 * perch_general_page_new:
 * @edits: what the person changes
 *
 * Returns: (transfer floating): the page of settings of Perch itself
 */
GtkWidget *
perch_general_page_new (PerchEdits *edits)
{
  GtkWidget *page = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (edits), NULL);

  page = perch_field_page_new ();
  add_checks (page, edits);
  add_language (page, edits);
  add_log_level (page, edits);
  perch_field_page_align (page);
  return page;
}
