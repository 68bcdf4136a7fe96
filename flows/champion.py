"""The model in use: the registry's champion, trained first when there is none that can be used."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

from flows.settings import Settings
from flows.training_data import labelled_hash, read_labelled
from models.profile import ProfileError, SkillProfile
from models.registry import Manifest, Registry, RegistryError

#: Name of the profile that the labelled fit grades were given for.
DEFAULT_PROFILE = "account_manager"

Progress = Callable[[str, float], None]


def champion_manifest(settings: Settings) -> Manifest | None:
    """Return the manifest of the model in use, or None if one must be trained first.

    A champion made by other library versions, or one whose files are damaged, counts as none: it is retrained from
    the labelled data rather than loaded blindly.
    """
    registry = Registry(settings.registry)
    version = registry.champion()
    if version is None:
        return None
    try:
        manifest = registry.manifest(version)
    except RegistryError:
        return None
    return manifest if registry.is_current(manifest) else None


def train_champion(settings: Settings, progress: Progress) -> Manifest:
    """Train on all labelled postings and make the result the champion.

    Raises
    ------
    flows.training_data.LabelledDataError, models.training.TrainingError
        If the labelled data cannot be trained on.
    """
    from models.training import train

    records = read_labelled(settings.labeled)
    trained = train(records, read_profile(settings, DEFAULT_PROFILE), progress)
    return Registry(settings.registry).save(trained, labelled_hash(settings.labeled))


def read_profile(settings: Settings, name: str) -> SkillProfile:
    """Read a profile by its name under ``data/profiles/`` or by its path.

    Raises
    ------
    ProfileError
        If there is no such profile or it has an error; the message says what to change.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = settings.profiles / f"{name}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(found.stem for found in settings.profiles.glob("*.toml"))) or "none"
        raise ProfileError(f"{path}: no such profile (known: {known})") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path}: {error}") from error
    try:
        return SkillProfile.from_table(table)
    except ProfileError as error:
        raise ProfileError(f"{path}: {error}") from None
