"""How good a classifier's answers are: metrics, intervals, calibration, plots, pages, and baselines."""
