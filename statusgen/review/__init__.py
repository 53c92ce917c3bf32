"""What a change would do: two trees compared, as a comment for people and as values for programs."""
