# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A FastAPI server under uvicorn that always says the same: fastapi_server.py PORT FILE"""

import pathlib
import sys

import fastapi
import uvicorn

app = fastapi.FastAPI()
BODY = pathlib.Path(sys.argv[2]).read_bytes()


@app.get("/api/status/health")
async def health():
    return fastapi.Response(BODY, media_type="application/json")


# As uvicorn comes: asyncio and h11. With uvloop and httptools it is twice as fast.
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
