/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/pipe-reply.h"

G_BEGIN_DECLS

void perch_pipe_answer_return (GTask *task, PerchPipeReply *reply, guint dimensions);

G_END_DECLS
