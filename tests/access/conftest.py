"""nginx and Caddy, each before the same site with the configuration that is printed for it."""

from collections.abc import Iterator

import pytest
from web_servers import Served, configuration, free_port, identity_service, running, write_site


@pytest.fixture(scope="session")
def identity() -> Iterator[str]:
    with identity_service() as address:
        yield address


@pytest.fixture(scope="session", params=["nginx", "caddy"])
def served(request: pytest.FixtureRequest, identity: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp(request.param)
    dist = folder / "dist"
    found, port = write_site(dist), free_port()
    text = configuration(request.param, found, dist, identity, port)
    with running(request.param, text, folder / "server", port) as url:
        yield Served(request.param, url, dist, found, identity)
