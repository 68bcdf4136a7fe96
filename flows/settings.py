"""Where things are: one home folder, told by ``ROLEFIT_HOME`` or found from the working folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def find_home(start: Path | None = None) -> Path:
    """Find the nearest folder, from ``start`` upwards, that holds ``data/labeled``; else ``start`` itself.

    Parameters
    ----------
    start : Path, optional
        The working folder by default.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "labeled").is_dir():
            return folder
    project = Path(__file__).resolve().parents[1]
    return project if (project / "data" / "labeled").is_dir() else here


class Settings(BaseSettings):
    """Settings of this machine; each may be set in the environment with the prefix ``ROLEFIT_``.

    Attributes
    ----------
    home : Path
        Holds ``data/`` and ``models/registry/``.
    """

    model_config = SettingsConfigDict(env_prefix="ROLEFIT_", env_ignore_empty=True, extra="ignore")

    home: Path = Field(default_factory=find_home)

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        # A deployed run starts in another folder; ``~`` reaches here unexpanded from files of settings.
        return home.expanduser().absolute()

    @property
    def store(self) -> Path:
        """Batches of postings, duties, facts and scores."""
        return self.home / "data" / "store"

    @property
    def registry(self) -> Path:
        """Trained models."""
        return self.home / "models" / "registry"

    @property
    def labeled(self) -> Path:
        """Labelled postings that models are trained on."""
        return self.home / "data" / "labeled"

    @property
    def profiles(self) -> Path:
        """Skill profiles."""
        return self.home / "data" / "profiles"

    @property
    def queries(self) -> Path:
        """Saved queries."""
        return self.home / "data" / "queries"
