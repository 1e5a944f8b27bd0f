/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "backend-manager/python-environment.h"

G_BEGIN_DECLS

JsonNode *perch_python_json_for_runtimes (GPtrArray *runtimes);
JsonNode *perch_python_json_for_environment (const PerchPythonEnvironment *environment);
JsonNode *perch_python_json_for_environments (GPtrArray *environments);

G_END_DECLS
