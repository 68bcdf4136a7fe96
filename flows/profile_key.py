"""The name that scores for a profile are kept under: the profile's own name and a hash of all it says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.profile import SkillProfile


def profile_key(profile: SkillProfile) -> str:
    """Name a profile's scores; an edited profile gets another key, so that it is scored anew."""
    content = json.dumps(asdict(profile), sort_keys=True, default=list)
    return f"{profile.name}-{hashlib.sha256(content.encode('utf-8')).hexdigest()[:8]}"
