"""Themes: templates, styles and assets, where a site's files shadow those of the theme it extends. The door to jinja2.

A theme is a folder of `themes/`, the site's own or the program's:

    theme.toml       `extends = "default"`, or nothing for a theme that stands alone
    templates/*.html shadow by name; `{% extends "default/layout.html" %}` reaches what is shadowed
    styles/*.css     joined in order of name into one stylesheet: add a file, or shadow one
    words/*.toml     one a language: what the interface says otherwise than statusgen/render/catalogue has it
    assets/*         published with a digest of their content in their names; styles refer to them by url(name)
    mail/*.html      templates of mails, as `mail/….html`; mail/style.css is written into their elements
"""

from statusgen.render.theme.assets import STYLESHEET, Asset
from statusgen.render.theme.filters import is_web_link
from statusgen.render.theme.layers import ThemeError
from statusgen.render.theme.theme import Theme, load, spoken

__all__ = ["STYLESHEET", "Asset", "Theme", "ThemeError", "is_web_link", "load", "spoken"]
