/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchAnswerFunc:
 * @question: what is to be read
 *
 * May be called in another thread.
 *
 * Returns: (transfer full) (nullable): what @question comes to; %NULL with @error set
 */
typedef gpointer (*PerchAnswerFunc) (gconstpointer question, GError **error);

/**
 * PerchAnswerKind:
 * @read: makes an answer
 * @free_question: frees what it is made of, in the thread of the caller
 * @free_answer: frees it
 */
typedef struct
{
  PerchAnswerFunc read;
  GDestroyNotify free_question;
  GDestroyNotify free_answer;
} PerchAnswerKind;

void perch_answer_job_return (GTask *task,
                              const PerchAnswerKind *kind,
                              gpointer question,
                              gsize n_bytes);

G_END_DECLS
