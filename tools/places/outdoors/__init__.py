# SPDX-License-Identifier: MIT
"""Outdoor scenes: bridges, churches, towers, and what stands round them."""
