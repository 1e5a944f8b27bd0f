/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/rpc/methods.h"

G_BEGIN_DECLS

/**
 * PerchRpcAnswer:
 * @PERCH_RPC_ANSWER_JSON: a #GBytes
 * @PERCH_RPC_ANSWER_FLOATS: a #PerchFloats
 * @PERCH_RPC_ANSWER_HEALTH: a boolean
 *
 * What a message is to become.
 */
typedef enum
{
  PERCH_RPC_ANSWER_JSON,
  PERCH_RPC_ANSWER_FLOATS,
  PERCH_RPC_ANSWER_HEALTH,
} PerchRpcAnswer;

void perch_rpc_answer_return (GTask *task,
                              PerchRpcAnswer answer,
                              const PerchRpcMethod *method,
                              GBytes *message);

G_END_DECLS
