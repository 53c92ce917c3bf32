"""Its being here lets the tests below import `sink` and `mta`."""
