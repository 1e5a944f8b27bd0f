/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "backend-manager/remote-object.h"

G_BEGIN_DECLS

/**
 * PerchObjectResult:
 * @value: (nullable): the value, where JSON can hold it
 * @object: (nullable): the object, where it can't; one of the two is set
 * @notes: (nullable) (array zero-terminated=1): in @value, what is not as it was in Python, such as
 *   NaN, which has become null
 *
 * What became of an expression, a call or a look at an attribute.
 */
struct _PerchObjectResult
{
  JsonNode *value;
  PerchRemoteObject *object;
  GStrv notes;
};

void perch_object_result_free (PerchObjectResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchObjectResult, perch_object_result_free)

G_END_DECLS
