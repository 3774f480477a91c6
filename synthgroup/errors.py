"""The library's exceptions: one base, few kinds, each with the exit code the command line ends with."""

from __future__ import annotations


class SynthGroupError(Exception):
    """Base of every error that synthgroup raises on purpose.

    The message names the parameter or file, the value seen, what is allowed and what to do. It is one line that is safe
    to show: what cannot be printed, such as control characters of a file's content, is escaped.
    """

    exit_code = 1

    def __init__(self, message: str = "") -> None:
        super().__init__(
            "".join(
                one if one.isprintable() else one.encode("unicode_escape", "backslashreplace").decode("ascii")
                for one in message
            )
        )


class RecipeError(SynthGroupError):
    """A recipe, or another setting of a call, has an unknown name or a value outside its range."""

    exit_code = 2


class SourceError(SynthGroupError):
    """A source cannot be used at all: not found, not recognised, empty, or nothing in it is usable."""

    exit_code = 2


class PictureError(SynthGroupError):
    """One picture cannot be read or cut out; large inputs skip it and report it."""

    exit_code = 2


class BankError(SynthGroupError):
    """A packed bank is damaged, of another format version, or lacks what a recipe asks for."""

    exit_code = 2


class PlanError(SynthGroupError):
    """A plan does not fit the banks it is drawn with, or is not a plan at all."""

    exit_code = 2


class CompilationError(SynthGroupError):
    """Compiled code cannot be kept on this machine."""

    exit_code = 1


class OutputError(SynthGroupError):
    """The output folder cannot be used, or a write failed."""

    exit_code = 1


class MissingExtraError(SynthGroupError, ImportError):
    """A feature needs an optional dependency that is not installed; the message names the extra."""

    exit_code = 2
