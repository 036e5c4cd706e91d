"""Companies that have their IDs: found, changed, and leaving."""
