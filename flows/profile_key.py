"""The name that scores for a profile are kept under: the profile's own name and a hash of all it says."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.profile import SkillProfile


#: Characters of the profile's name that its key carries; the hash tells names apart, the rest is for people.
_NAME_KEPT = 40


def profile_key(profile: SkillProfile) -> str:
    """Name a profile's scores; an edited profile gets another key, so that it is scored anew."""
    content = json.dumps(asdict(profile), sort_keys=True, default=list)
    # The store takes plain letters only: names that differ in accents alone are one name to some file systems.
    name = re.sub(r"[^\w-]", "_", profile.name[:_NAME_KEPT], flags=re.ASCII)
    return f"{name}-{hashlib.sha256(content.encode('utf-8')).hexdigest()[:8]}"
