"""Preloaded by workers of the tests: the fake engine is the only voice there is in them, too."""

from __future__ import annotations

from types import MappingProxyType

from tests.fake_engine import FakeEngine
from voiceguide.speech import registry

registry.ENGINES = MappingProxyType(dict.fromkeys(("fake", "hibari", "pyttsx3"), FakeEngine))
