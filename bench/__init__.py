"""Benchmarks: each prints, in one run, what we take next to a stated limit, as ratios."""
