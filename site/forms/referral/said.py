"""What an authority says on a topic, as the text of advice, with where it says so; our own words where it is silent."""

from __future__ import annotations

from collections.abc import Iterable

from ...profiles import Profile, Rule, Topic

Words = tuple[tuple[str, ...], tuple[str, ...]]
"""Paragraphs, and the requirements they come from."""


def said(profile: Profile, topic: Topic, *, otherwise: str = "") -> Words:
    """Return the authority's own words; ``otherwise``, if there is any, where its document says nothing."""
    found = [statement for statement in profile.statements if statement.topic == topic]
    if found:
        return tuple(each.text for each in found), tuple(each.requirement.id for each in found)
    return ((otherwise,) if otherwise else ()), ()


def ruled(rules: Iterable[Rule], keys: Iterable[str]) -> Words:
    """Return those of the authority's rules that have one of these keys, in the authority's order, as one paragraph."""
    found = [rule for rule in rules if rule.key in set(keys)]
    text = " ".join(rule.text for rule in found)
    return ((text,) if text else ()), tuple(rule.requirement.id for rule in found)
