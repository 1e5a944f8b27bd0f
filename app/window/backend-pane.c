/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/backend-pane.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/advice.h"
#include "app/status-text.h"
#include "app/tray-status.h"
#include "app/window/button-item.h"
#include "app/window/copy-button.h"
#include "app/window/usage-chart.h"
#include "app/window/window-buttons.h"

/* All about one backend, with the buttons for it. The buttons name actions of the window's group
 * "perch", which is that of the tray menu. */
struct _PerchBackendPane
{
  GtkBox parent_instance;

  PerchBackend *backend; /* (owned) */
  gboolean has_preferences; /* there is a way to them */
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *state;
  GtkLabel *since;
  GtkLabel *pid;
  GtkLabel *uptime;
  GtkLabel *processes;
  GtkLabel *kind;
  GtkLabel *executable;
  PerchCopyButton *copy_executable;
  GtkWidget *endpoint_title;
  GtkWidget *endpoint_box;
  GtkLabel *endpoint;
  PerchCopyButton *copy_endpoint;
  GtkWidget *charts;
  PerchUsageChart *cpu;
  PerchUsageChart *memory;
  GtkWidget *start;
  GtkWidget *stop;
  GtkWidget *restart;
  GtkWidget *autostart;
  GtkWidget *problem_box;
  GtkLabel *problem;
  GtkLabel *advice;
  GtkWidget *words_box;
  GtkTextView *words_view;
};

G_DEFINE_FINAL_TYPE (PerchBackendPane, perch_backend_pane, GTK_TYPE_BOX)

/* A text that stays the same must stay the same label: it may be selected by somebody. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static gboolean
is_alive (PerchBackendPane *self)
{
  return perch_backend_state_is_alive (perch_backend_get_state (self->backend));
}

static void
refresh_state (PerchBackendPane *self)
{
  PerchBackendState state = perch_backend_get_state (self->backend);
  const char *icon = perch_tray_status_get_icon_name (perch_tray_status_of_state (state));
  g_autofree char *text = perch_status_text_state (self->backend);
  g_autofree char *since = perch_status_text_since (self->backend);
  const char *shown = NULL;

  set_text (self->state, text);
  set_text (self->since, since);
  gtk_image_get_icon_name (self->icon, &shown, NULL);
  if (g_strcmp0 (shown, icon) != 0)
    gtk_image_set_from_icon_name (self->icon, icon, GTK_ICON_SIZE_DIALOG);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self->icon)),
                       perch_status_text_word (state));
}

/* It follows the profile, as in the menu. */
static void
refresh_name (PerchBackendPane *self)
{
  g_autofree char *name = perch_status_text_shorten (perch_backend_get_label (self->backend), 80);

  set_text (self->name, name);
}

static void
refresh_numbers (PerchBackendPane *self)
{
  const PerchSample *sample = perch_sampler_get_latest (perch_backend_get_sampler (self->backend));
  GPid pid = perch_backend_get_pid (self->backend);
  g_autofree char *number = pid != 0 ? g_strdup_printf ("%d", (int) pid) : g_strdup ("–");
  g_autofree char *uptime = perch_status_text_time (self->backend);
  g_autofree char *processes =
      sample != NULL ? g_strdup_printf ("%u", sample->processes) : g_strdup ("–");

  set_text (self->pid, number);
  set_text (self->uptime, uptime);
  set_text (self->processes, is_alive (self) ? processes : "–");
  perch_usage_chart_refresh (self->cpu);
  perch_usage_chart_refresh (self->memory);
  gtk_widget_set_visible (self->charts, is_alive (self));
}

static void
refresh_profile (PerchBackendPane *self)
{
  const PerchProfile *profile = perch_backend_get_profile (self->backend);
  const char *path = perch_backend_get_executable (self->backend);
  g_autofree char *text = NULL;

  text = path != NULL ? perch_status_text_shorten (path, 4096) : g_strdup (_ ("none"));
  set_text (self->executable, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->executable), text);
  perch_copy_button_set_text (self->copy_executable, path != NULL ? text : NULL);
  set_text (self->kind, perch_backend_kind_to_string (profile->kind));
}

/* Where a backend is reached that has an address; while it runs, that is. */
static void
refresh_endpoint (PerchBackendPane *self)
{
  const PerchBackendEndpoint *endpoint = perch_backend_get_endpoint (self->backend);
  const char *address = endpoint != NULL ? endpoint->address : NULL;

  gtk_widget_set_visible (self->endpoint_title, address != NULL);
  gtk_widget_set_visible (self->endpoint_box, address != NULL);
  set_text (self->endpoint, address != NULL ? address : "");
  perch_copy_button_set_text (self->copy_endpoint, address);
}

/* What it said in the end, as long as it has not begun anew. */
static void
refresh_words (PerchBackendPane *self)
{
  const char *const *lines = perch_backend_get_last_error (self->backend);
  gboolean any = lines != NULL && lines[0] != NULL && !is_alive (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->words_view);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shown = NULL;

  for (guint i = 0; any && lines[i] != NULL; i++)
    {
      g_autofree char *line = perch_status_text_shorten (lines[i], 1000);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
    }
  g_object_get (buffer, "text", &shown, NULL);
  if (g_strcmp0 (shown, text->str) != 0)
    gtk_text_buffer_set_text (buffer, text->str, -1);
  gtk_widget_set_visible (self->words_box, any);
}

static void
refresh_problem (PerchBackendPane *self)
{
  g_autofree char *advice = perch_advice_for (self->backend, self->has_preferences);
  g_autofree char *problem = perch_status_text_problem (self->backend);
  g_autofree char *text = problem != NULL ? perch_status_text_shorten (problem, 1000) : NULL;

  refresh_words (self);
  if (text != NULL && strstr (gtk_label_get_text (self->state), text) != NULL)
    g_clear_pointer (&text, g_free); /* it is said in larger letters above */
  set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
  set_text (self->advice, advice != NULL ? advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice), advice != NULL);
  gtk_widget_set_visible (self->problem_box, advice != NULL || text != NULL ||
                                                 gtk_widget_get_visible (self->words_box));
}

/* A button, and not the first text that can be selected. */
static void
perch_backend_pane_grab_focus (GtkWidget *widget)
{
  PerchBackendPane *self = PERCH_BACKEND_PANE (widget);

  gtk_widget_grab_focus (gtk_widget_is_sensitive (self->start) ? self->start : self->stop);
}

static void
perch_backend_pane_dispose (GObject *object)
{
  g_clear_object (&PERCH_BACKEND_PANE (object)->backend);

  G_OBJECT_CLASS (perch_backend_pane_parent_class)->dispose (object);
}

static void
perch_backend_pane_class_init (PerchBackendPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = perch_backend_pane_dispose;
  widget_class->grab_focus = perch_backend_pane_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/perch/Perch/ui/backend-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, icon);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, name);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, state);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, since);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, pid);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, uptime);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, processes);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, kind);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, executable);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, copy_executable);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, endpoint_title);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, endpoint_box);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, endpoint);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, copy_endpoint);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, charts);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, start);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, stop);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, restart);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, autostart);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, problem_box);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, problem);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, advice);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, words_box);
  gtk_widget_class_bind_template_child (widget_class, PerchBackendPane, words_view);
}

static void
perch_backend_pane_init (PerchBackendPane *self)
{
  g_autofree char *autostart = perch_status_text_autostart ();

  g_type_ensure (PERCH_TYPE_COPY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_button_set_label (GTK_BUTTON (self->autostart), autostart);
  perch_copy_button_set_name (self->copy_executable, _ ("Copy the path"));
  perch_copy_button_set_name (self->copy_endpoint, _ ("Copy the address"));
}

static void
add_charts (PerchBackendPane *self)
{
  PerchSampler *sampler = perch_backend_get_sampler (self->backend);
  GtkWidget *cpu = perch_usage_chart_new (PERCH_USAGE_CPU, sampler);
  GtkWidget *memory = perch_usage_chart_new (PERCH_USAGE_MEMORY, sampler);

  gtk_container_add (GTK_CONTAINER (self->charts), cpu);
  gtk_container_add (GTK_CONTAINER (self->charts), memory);
  self->cpu = PERCH_USAGE_CHART (cpu);
  self->memory = PERCH_USAGE_CHART (memory);
}

/* @id is that of the entry in the menu. */
static void
set_up_button (PerchBackendPane *self,
               GtkWidget *button,
               const char *action,
               const char *id,
               const PerchWindowSources *sources)
{
  g_autofree char *name =
      g_strdup_printf ("perch.backend.%s.%s", perch_backend_get_name (self->backend), action);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
  gtk_widget_set_visible (button, perch_window_buttons_shows (sources, id));
}

/**
 * perch_backend_pane_new:
 * @backend: what it is about
 * @sources: what its window shows
 *
 * Returns: (transfer floating): the widget
 */
GtkWidget *
perch_backend_pane_new (PerchBackend *backend, const PerchWindowSources *sources)
{
  PerchBackendPane *self = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);
  g_return_val_if_fail (sources != NULL, NULL);

  self = g_object_new (PERCH_TYPE_BACKEND_PANE, NULL);
  self->backend = g_object_ref (backend);
  self->has_preferences = perch_window_buttons_shows (sources, "preferences");
  add_charts (self);
  set_up_button (self, self->start, "start", "btn_start", sources);
  set_up_button (self, self->stop, "stop", "btn_stop", sources);
  set_up_button (self, self->restart, "restart", "btn_restart", sources);
  set_up_button (self, self->autostart, "autostart", "autostart", sources);
  perch_backend_pane_refresh (self);
  return GTK_WIDGET (self);
}

/**
 * perch_backend_pane_get_backend:
 *
 * Returns: (transfer none): what it is about
 */
PerchBackend *
perch_backend_pane_get_backend (PerchBackendPane *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND_PANE (self), NULL);

  return self->backend;
}

/**
 * perch_backend_pane_refresh:
 *
 * Shows how the backend is at this moment.
 */
void
perch_backend_pane_refresh (PerchBackendPane *self)
{
  g_return_if_fail (PERCH_IS_BACKEND_PANE (self));

  refresh_name (self);
  refresh_state (self);
  refresh_numbers (self);
  refresh_profile (self);
  refresh_endpoint (self);
  refresh_problem (self);
}

/**
 * perch_backend_pane_list_items:
 * @items: (element-type PerchItem): gets the buttons, under the names of the menu's entries
 */
void
perch_backend_pane_list_items (PerchBackendPane *self, GPtrArray *items)
{
  g_return_if_fail (PERCH_IS_BACKEND_PANE (self));
  g_return_if_fail (items != NULL);

  g_ptr_array_add (items, perch_button_item_new ("btn_start", GTK_BUTTON (self->start)));
  g_ptr_array_add (items, perch_button_item_new ("btn_stop", GTK_BUTTON (self->stop)));
  g_ptr_array_add (items, perch_button_item_new ("btn_restart", GTK_BUTTON (self->restart)));
  g_ptr_array_add (items, perch_button_item_new ("autostart", GTK_BUTTON (self->autostart)));
}
