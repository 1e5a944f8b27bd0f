# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desktop"))
