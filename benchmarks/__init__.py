"""Measurements that are too long for the tests; ``make bench`` runs them, ``docs/benchmarks.md`` keeps the results."""
