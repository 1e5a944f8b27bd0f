/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchGuardWordKind:
 * @PERCH_GUARD_WORD_STARTED: the program runs
 * @PERCH_GUARD_WORD_REFUSED: it could not be started
 * @PERCH_GUARD_WORD_EXITED: its main process has ended
 * @PERCH_GUARD_WORD_LEFTOVERS: other processes of it are still being ended
 * @PERCH_GUARD_WORD_FINISHED: the last word: the guard's work is done
 * @PERCH_GUARD_WORD_GONE: not a word, but the end of the socket
 */
typedef enum
{
  PERCH_GUARD_WORD_STARTED,
  PERCH_GUARD_WORD_REFUSED,
  PERCH_GUARD_WORD_EXITED,
  PERCH_GUARD_WORD_LEFTOVERS,
  PERCH_GUARD_WORD_FINISHED,
  PERCH_GUARD_WORD_GONE,
} PerchGuardWordKind;

/**
 * PerchGuardWord:
 * @first: the first number of the message, see guard/protocol.h
 * @second: the second one
 * @stage: of %PERCH_GUARD_WORD_REFUSED: which step failed; else empty
 *
 * One thing that a guard has said.
 */
typedef struct
{
  PerchGuardWordKind kind;
  int first;
  int second;
  const char *stage;
} PerchGuardWord;

/**
 * PerchGuardLinkFunc:
 * @word: valid during the call only
 *
 * May close and free the link.
 */
typedef void (*PerchGuardLinkFunc) (const PerchGuardWord *word, gpointer user_data);

typedef struct _PerchGuardLink PerchGuardLink;

PerchGuardLink *perch_guard_link_new (int socket, PerchGuardLinkFunc func, gpointer user_data);
void perch_guard_link_free (PerchGuardLink *self);
void perch_guard_link_close (PerchGuardLink *self);
gboolean perch_guard_link_is_open (PerchGuardLink *self);
void perch_guard_link_read (PerchGuardLink *self);
void perch_guard_link_tell (PerchGuardLink *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchGuardLink, perch_guard_link_free)

G_END_DECLS
