/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/token.h"

G_BEGIN_DECLS

/**
 * PerchTokenPlace:
 * @PERCH_TOKEN_PLACE_ASKING: the Secret Service has been asked and has not answered yet
 * @PERCH_TOKEN_PLACE_SECRET_SERVICE: in the session's collection of the Secret Service
 * @PERCH_TOKEN_PLACE_FILE: in the file
 * @PERCH_TOKEN_PLACE_NOWHERE: nobody took it; the control socket still tells it
 *
 * Where a token is for other programs of the same person to find.
 */
typedef enum
{
  PERCH_TOKEN_PLACE_ASKING,
  PERCH_TOKEN_PLACE_SECRET_SERVICE,
  PERCH_TOKEN_PLACE_FILE,
  PERCH_TOKEN_PLACE_NOWHERE,
} PerchTokenPlace;

typedef struct _PerchTokenKeeper PerchTokenKeeper;

PerchTokenKeeper *perch_token_keeper_new (PerchToken *token, const char *file, const char *module);
void perch_token_keeper_free (PerchTokenKeeper *self);
PerchTokenPlace perch_token_keeper_get_place (PerchTokenKeeper *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTokenKeeper, perch_token_keeper_free)

G_END_DECLS
