"""Pictures of candidates: fetched, shown, added by a person, ranked."""
