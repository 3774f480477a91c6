"""Training: schedules, the epochs they draw, the Lightning module and its callbacks, and a whole run."""
