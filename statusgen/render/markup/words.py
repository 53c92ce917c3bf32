from statusgen.render.markup.page import html
def plain(text: str) -> str:
    return html(text)
