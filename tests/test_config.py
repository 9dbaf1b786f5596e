"""Settings hold their ranges and types, and say so."""

from __future__ import annotations

from typing import Any

import pytest

from dedup.config import CopySettings, Shingling, StorySettings
from dedup.errors import SettingsError


@pytest.mark.parametrize(
    ("settings", "values", "message"),
    [
        (CopySettings, {"threshold": "0.7"}, "threshold is '0.7'; it must be a number"),
        (CopySettings, {"threshold": float("nan")}, "threshold is nan; it must be from 0.01 to 1.0"),
        (CopySettings, {"threshold": None}, "threshold is None; it must be a number"),
        (CopySettings, {"slots": 100.5}, "slots is 100.5; it must be a whole number"),
        (CopySettings, {"slots": 100}, "slots is 100; it must be a power of two"),
        (CopySettings, {"slots": True}, "slots is True; it must be a whole number"),
        (CopySettings, {"keep": "newest"}, "keep is 'newest'; choose one of earliest, longest, outlet"),
        (Shingling, {"width": 65}, "width is 65; it must be from 1 to 64"),
        (StorySettings, {"window": -1}, "window is -1; it must be from 0.0 to 100000.0"),
    ],
)
def test_a_wrong_setting_is_named_with_its_bound(settings: Any, values: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as error:
        settings(**values)
    assert str(error.value) == message


def test_a_whole_number_will_do_for_a_ratio() -> None:
    assert CopySettings(threshold=1).threshold == 1
