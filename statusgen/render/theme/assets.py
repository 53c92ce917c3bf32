"""What a theme publishes beside pages, under names that change with the content, and what the digest is made of."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from mimetypes import guess_type
from pathlib import Path, PurePosixPath

from statusgen.model.site import Appearance
from statusgen.render.look import look_css
from statusgen.render.theme.layers import bytes_of, files, text_of

STYLESHEET = "style.css"
_STYLES = re.compile(r"style\.[0-9a-f]{10}\.css")  # as it is published
_URL = re.compile(r"""url\(\s*["']?([^"')]+?)["']?\s*\)""")


@dataclass(frozen=True, slots=True)
class Asset:
    """`path` is where it is published, relative to the site."""

    path: str
    content: bytes


def assets_of(layers: tuple[Path, ...], look: Appearance) -> dict[str, Asset]:
    """Name in the theme -> what is published; the joined stylesheet is among them."""
    pictures: dict[str, Path] = {}
    styles: dict[str, Path] = {}
    for layer in reversed(layers):
        pictures |= {path.relative_to(layer / "assets").as_posix(): path for path in files(layer / "assets")}
        styles |= {path.name: path for path in files(layer / "styles")}
    assets = {name: _asset(name, bytes_of(path)) for name, path in pictures.items()}
    if look.logo:
        assets[look.logo.name] = _asset(look.logo.name, look.logo.content)
    joined = "".join(f"{text_of(styles[name]).strip()}\n" for name in sorted(styles))
    joined += look_css(look)
    assets[STYLESHEET] = _asset(STYLESHEET, _with_digests(joined, assets).encode())
    return assets


def _asset(name: str, content: bytes) -> Asset:
    path = PurePosixPath("assets", name)
    return Asset(str(path.with_name(f"{path.stem}.{digest_of(content)[:10]}{path.suffix}")), content)


def _with_digests(css: str, assets: Mapping[str, Asset]) -> str:
    """The stylesheet lies in assets/ itself, so it names its neighbours without a folder."""

    def target(match: re.Match[str]) -> str:
        asset = assets.get(match[1])
        return f'url("{asset.path.removeprefix("assets/")}")' if asset else match[0]

    return _URL.sub(target, css)


def contained(assets: Iterable[Asset]) -> str:
    """The joined stylesheet with all that it names as `data:` addresses (RFC 2397), to stand in a <style>."""
    found = {asset.path.removeprefix("assets/"): asset for asset in assets}
    css = next(asset.content.decode() for name, asset in found.items() if _STYLES.fullmatch(name))

    def target(match: re.Match[str]) -> str:
        asset = found.get(match[1])
        return f'url("{_data(asset)}")' if asset else match[0]

    return _URL.sub(target, css).replace("</", "<\\/")


def _data(asset: Asset) -> str:
    kind = guess_type(asset.path)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(asset.content).decode()}"


def digest_of(*parts: str | bytes) -> str:
    running = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        running.update(len(data).to_bytes(8, "big") + data)
    return running.hexdigest()
