"""Shared by both wings: Markdown to safe HTML, themes, words."""
