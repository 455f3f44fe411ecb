"""The package's public names, which are loaded when first asked for."""

from __future__ import annotations

import pytest

from lado_kit import encrypt


@pytest.mark.parametrize("name", encrypt.__all__)
def test_every_public_name_leads_to_what_it_names(name: str) -> None:
    assert getattr(encrypt, name).__name__ == name


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'open_everything'"):
        _ = encrypt.open_everything
