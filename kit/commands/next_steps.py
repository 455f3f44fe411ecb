"""How a next step is told: what is to be done, whose it is, and with which entries it is put on record as done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..casework.record import NextStep


def in_short(step: NextStep) -> str:
    """Return a step in one line."""
    whose = f", {step.role}" if step.role else ""
    return f"{step.task}{whose} ({step.requirement}); done by {' or '.join(_done(step))}"


def next_step_as_json(step: NextStep) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "key": step.key,
        "task": step.task,
        "role": step.role,
        "requirement": step.requirement,
        "because": step.because.id,
        "since": step.because.happened_at.isoformat(),
        "done_by": list(step.done),
    }


def _done(step: NextStep) -> list[str]:
    return [f"{each} --set clock={step.key}" if each == "step-done" else each for each in step.done]
