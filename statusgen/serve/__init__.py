"""The preview: pages as they will be, made when asked for, reloaded when a file changes, with problems on top."""
