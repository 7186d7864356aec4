"""The generator of the sample, loaded from its file as a user runs it, and the sample it makes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(scope="session")
def folder() -> Path:
    """Return the committed sample."""
    return FOLDER


@pytest.fixture(scope="session")
def generator() -> ModuleType:
    """Return ``sample_data/generate.py`` as a module."""
    spec = importlib.util.spec_from_file_location("generate_sample", FOLDER / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sample(generator: ModuleType) -> Any:
    """Return the sample before it is written."""
    return generator.build_sample()


@pytest.fixture(scope="session")
def files(generator: ModuleType, sample: Any) -> dict[str, bytes]:
    """Return every file of the sample as it is written."""
    written: dict[str, bytes] = generator.files_of(sample)
    return written
