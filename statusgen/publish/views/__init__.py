"""What templates see: frozen values of str, int, bool, None, enums, dates, tuples and each other, and nothing else.

A view decides its page completely, so its repr is the page's cache key: a fact that a template shows is in its view.
Paths in views are relative to the site's top; templates put `root` before them.
"""
