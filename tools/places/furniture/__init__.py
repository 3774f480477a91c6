# SPDX-License-Identifier: MIT
"""Furniture and clutter. Most functions make one prop: origin at the middle of its foot, front towards -y."""
