"""Pages at addresses where people come though nothing lies there: they lead on."""

from dataclasses import dataclass

from statusgen.publish.views.parts import Reference


@dataclass(frozen=True, slots=True)
class MovedView:
    """Template `moved.html`: a page of another address, at which a reader ends up at once."""

    to: Reference
