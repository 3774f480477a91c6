# SPDX-License-Identifier: MIT
"""Builder of the built-in pack's people: modelled heads with seven expressions each, rendered with an alpha channel."""
