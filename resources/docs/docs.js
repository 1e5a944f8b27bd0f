// SPDX-FileCopyrightText: 2026 The Perch authors
// SPDX-License-Identifier: MIT
"use strict";

// The token is kept in memory only: it is a new one each time Perch starts.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
