"""The model in use: the registry's champion, trained first when there is none that can be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.profile_files import read_profile
from flows.settings import Settings
from flows.training_data import file_name, labelled_files, labelled_hash, parse_labelled, read_labelled
from models.registry import Manifest, Registry, RegistryError

__all__ = ["DEFAULT_PROFILE", "champion_manifest", "read_profile", "train_again", "train_champion"]

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
    """Train a champion, when there is none that can be used.

    A champion that only other libraries made is trained anew from the data it recorded, so that it judges as it did.
    Else everything labelled today is learned from.

    Raises
    ------
    flows.training_data.LabelledDataError, models.training.TrainingError
        If the labelled data cannot be trained on.
    """
    registry = Registry(settings.registry)
    version = registry.champion()
    try:
        if version and registry.manifest(version).is_of_this_code:
            return train_again(settings, version, progress)
    except RegistryError:
        pass  # not recorded, or damaged: what is labelled today is the next best
    from models.training import train

    records = read_labelled(settings.labeled)
    trained = train(records, read_profile(settings, DEFAULT_PROFILE), progress)
    files = {file_name(settings.labeled, path): path for path in labelled_files(settings.labeled)}
    return registry.save(trained, labelled_hash(settings.labeled), data=files, parent=version)


def train_again(settings: Settings, version: str, progress: Progress) -> Manifest:
    """Train a version anew from the labelled data that it recorded, and make the result the champion.

    Raises
    ------
    models.registry.RegistryError
        If the version did not record its data, or the data is damaged.
    """
    from models.training import train

    registry = Registry(settings.registry)
    before, files = registry.manifest(version), registry.recorded_data(version)
    trained = train(parse_labelled(files.items()), read_profile(settings, DEFAULT_PROFILE), progress)
    made_with = ", ".join(f"{name} {found}" for name, found in before.foreign_libraries.items())
    note = f"{version} trained again from its recorded data" + (f"; it was made with {made_with}" if made_with else "")
    with TemporaryDirectory() as folder:
        paths = {name: Path(folder) / str(number) for number, name in enumerate(files)}
        for name, path in paths.items():
            path.write_bytes(files[name])
        return registry.save(trained, before.data_sha256, data=paths, parent=version, note=note)
