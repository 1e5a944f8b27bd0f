/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/metric-text.h"

/* Whole numbers up to 2^53 come out as such. */
#define NUMBER_FORMAT "%.16g"

/**
 * perch_metric_text_begin:
 * @text: figures in Prometheus's text format, to be sent as %PERCH_METRIC_TEXT_TYPE
 * @name: what is counted or measured, with its unit at the end
 * @type: "gauge", or "counter" for what only grows
 * @help: the same in a few words, on one line
 *
 * Adds the head of a metric, after which all its samples must follow.
 */
void
perch_metric_text_begin (GString *text, const char *name, const char *type, const char *help)
{
  g_return_if_fail (text != NULL);
  g_return_if_fail (name != NULL && type != NULL && help != NULL);

  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
add_label (GString *text, const char *label, const char *value)
{
  g_string_append_printf (text, "%s=\"", label);
  for (const char *p = value; *p != '\0'; p++)
    if (*p == '\n')
      g_string_append (text, "\\n");
    else
      {
        if (*p == '"' || *p == '\\')
          g_string_append_c (text, '\\');
        g_string_append_c (text, *p);
      }
  g_string_append_c (text, '"');
}

/**
 * perch_metric_text_add:
 * @text: figures that perch_metric_text_begin() has begun
 * @name: the same name
 * @value: the figure
 * @...: pairs of a label and its value, in UTF-8, and %NULL
 *
 * Adds a sample.
 */
void
perch_metric_text_add (GString *text, const char *name, double value, ...)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const char *label = NULL;
  char before = '{';
  va_list args;

  g_return_if_fail (text != NULL);
  g_return_if_fail (name != NULL);

  g_string_append (text, name);
  va_start (args, value);
  while ((label = va_arg (args, const char *)) != NULL)
    {
      g_string_append_c (text, before);
      add_label (text, label, va_arg (args, const char *));
      before = ',';
    }
  va_end (args);
  if (before == ',')
    g_string_append_c (text, '}');
  g_string_append_printf (text, " %s\n",
                          g_ascii_formatd (number, sizeof number, NUMBER_FORMAT, value));
}
