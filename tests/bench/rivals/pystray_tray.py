# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The least a tray with pystray can be."""

import pystray
from PIL import Image

menu = pystray.Menu(*(pystray.MenuItem(label, lambda icon, _: icon.stop())
                      for label in ("Start", "Stop", "Quit")))
pystray.Icon("rival", Image.new("RGB", (22, 22), "green"), "Rival", menu).run()
