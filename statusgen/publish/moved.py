"""Addresses of services as they were called before: a page there says where it is now, and files are there as before.

Readers of feeds, calendars and badges ask the same address for ever, and few of them follow a page. So they find the
same bytes as at the new address. It costs files, and no work: they have the keys of those they are copies of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from statusgen.model.site import Site
from statusgen.publish.artefact import Artefact
from statusgen.publish.views.paths import service_folder


def copies(site: Site, artefacts: Iterable[Artefact]) -> Iterator[Artefact]:
    """What is no page in the folders of services, in the folders that they had."""
    former = {service_folder(one.id): one.aliases for one in site.services.values() if one.aliases}
    for artefact in artefacts:
        folder, slash, name = artefact.path.rpartition("/")
        for alias in () if name.endswith(".html") else former.get(folder + slash, ()):
            yield replace(artefact, path=service_folder(alias) + name)
