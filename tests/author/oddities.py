"""Files as people write them by hand: every one is an incident that says the same, in a layout of its own."""

HEAD = "title: Checkout fails\nsummary: No orders.\n"
SINCE = "started: 2026-11-21T13:58:00Z\n"
BAD = "severity: major\n"
ODD = {
    "as our own": f"{HEAD}{BAD}services:\n  checkout: partial_outage\n{SINCE}",
    "list in brackets": f"{HEAD}{BAD}{SINCE}stakeholders: [ ana,bo ]  # the night\n",
    "list in brackets with a comma at the end": (
        f"{HEAD}{SINCE}stakeholders: [\n    ana, # first\n    'bo',\n  ]\n# end\n{BAD}"
    ),
    "brackets over lines": f"{HEAD}{SINCE}stakeholders: [ana,\n   bo]\n{BAD}",
    "a line each in brackets": f"{HEAD}{SINCE}stakeholders: [\n  ana,\n  bo\n]\n{BAD}",
    "bullets": f"{HEAD}{BAD}stakeholders:\n  - ana\n\n  # on call\n  - bo   # until six\n\n{SINCE}",
    "bullets at the margin": f"{HEAD}stakeholders:\n- ana\n-   bo\nseverity: 'major'\n{SINCE}",
    "bullets at the end without a last newline": f"{HEAD}{BAD}{SINCE}stakeholders:\n- ana\n- bo",
    "one text": f'{HEAD}severity: "major"   # so far\nstakeholders: "ana" # liaison\n{SINCE}',
    "one bare text": f"{HEAD}severity   :   major\n{SINCE}stakeholders:   ana",
    "an empty list": f"{HEAD}{BAD}stakeholders: []\n{SINCE}",
    "nothing behind the colon": f"{HEAD}severity:   # to be said\nstakeholders: # nobody yet\n{SINCE}",
    "Windows": "\ufeff" + f"{HEAD}{BAD}stakeholders:\n  - ana\n{SINCE}".replace("\n", "\r\n"),
    "Windows without a last newline": f"{HEAD}{BAD}{SINCE}".replace("\n", "\r\n").rstrip(),
    "comments everywhere": (
        "# head\n\n---\n# before\ntitle:    Checkout fails\n\n\nsummary: >-   # folded\n   No\n   orders.\n\n"
        "# about the start\nstarted: '2026-11-21T13:58:00Z'   # about\nseverity: major\n\n# the end\n\n"
    ),
    "text to the end": f"{SINCE}{BAD}title: Checkout fails\nsummary: |\n  No orders.\n",
    "text to the end without a last newline": f"{SINCE}{BAD}title: Checkout fails\nsummary: |\n  No orders.",
    "text to the end with lines that count": f"{SINCE}{BAD}title: Checkout fails\nsummary: |+\n  No orders.\n\n\n",
    "an end mark": f"{HEAD}{BAD}{SINCE}...\n",
    "indented": "".join(f"  {line}\n" for line in f"{HEAD}{BAD}{SINCE}".splitlines()),
    "behind the mark": (
        "--- {title: Checkout fails, summary: No orders., severity: major, started: '2026-11-21T13:58:00Z'}\n"
    ),
    "in braces": (
        "{title: Checkout fails, summary: No orders.,\n severity: major, # bad\n started: '2026-11-21T13:58:00Z',\n}\n"
    ),
    "JSON": (
        '{\n  "title": "Checkout fails",\n  "summary": "No orders.",\n  "severity": "major",\n'
        '  "stakeholders": ["ana"],\n  "started": "2026-11-21T13:58:00Z"\n}\n'
    ),
    "letters of others": (
        f'title: Größe 停電\n"summary": "No \\u006frders."\n\'severity\': major\n{SINCE}labels: {{région: "é, è"}}\n'
    ),
    "a question for a key": (
        "? title\n: Checkout fails\n? summary\n: No orders.\n? severity\n: major\n? started\n: 2026-11-21T13:58:00Z\n"
    ),
}
