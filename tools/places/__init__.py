# SPDX-License-Identifier: MIT
"""Builder of the built-in pack's places: modelled scenes, rendered, and crops of CC0 panoramas."""
