"""What tests of the commands that write have in common."""

from pathlib import Path

OPEN = "content/incidents/2026-11-21-checkout-errors"
OVER = "content/incidents/2026-11-20-mail-late"
WORK = "content/maintenance/2026-12-01-mail-move"
PEOPLE = (
    "teams:\n"
    "  night: {name: Night shift, members: [cy]}\n"
    "subscribers:\n"
    "  ana: {name: Ana Meyer, contacts: [{email: ana@acme.example}], wants: [{services: all}]}\n"
    "  bo: {name: Bo Lund, contacts: [{email: bo@acme.example}], wants: [{services: [mail]}]}\n"
    "  cy: {name: Cy Young, contacts: [{email: cy@acme.example}]}\n"
)


def tree(root: Path) -> dict[str, bytes]:
    """Every file to the last byte."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
