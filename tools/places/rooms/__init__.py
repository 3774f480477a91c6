# SPDX-License-Identifier: MIT
"""Indoor places. Each category is a module with a function `build(stage, draws)`."""
