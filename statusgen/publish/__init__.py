"""The left wing: a Site becomes files. Pure up to `output`, which alone touches the disk."""
