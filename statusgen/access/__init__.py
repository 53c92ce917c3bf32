"""The door of restricted sites: what a web server is to be told, and whether a live one keeps to it."""
