"""How many examples a slow property is tried on."""

from __future__ import annotations

from hypothesis import settings


def few(count: int) -> settings:
    """So many examples in a usual run of the tests; with ``HYPOTHESIS_PROFILE=fuzz``, as many as that asks for."""
    return settings() if settings.get_current_profile_name() == "fuzz" else settings(max_examples=count)
