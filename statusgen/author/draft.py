"""What an authoring command is about to write, before anything is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


class Refused(Exception):
    """It cannot be written like this: why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`new` are files that must not be there, `edited` ones with their new text, both by path below the root.

    `about` is the id of the incident, maintenance, announcement or service; `first` the file in which its words are;
    `message` says what happens in a line for git. `was` are the texts of the edited files as they are now.
    """

    about: str
    first: str
    message: str
    new: Mapping[str, str] = field(default_factory=dict)
    edited: Mapping[str, str] = field(default_factory=dict)
    was: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, str]:
        return {**self.new, **self.edited}

    def called(self, name: Callable[[str], str]) -> "Draft":
        """The same with other names for its files."""
        return replace(
            self,
            first=name(self.first),
            new={name(path): text for path, text in self.new.items()},
            edited={name(path): text for path, text in self.edited.items()},
            was={name(path): text for path, text in self.was.items()},
        )

    def with_texts(self, texts: Mapping[str, str]) -> "Draft":
        """The same files with other texts, as an editor left them."""
        return replace(
            self,
            new={path: texts.get(path, text) for path, text in self.new.items()},
            edited={path: texts.get(path, text) for path, text in self.edited.items()},
        )
