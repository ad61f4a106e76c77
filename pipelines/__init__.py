"""Reading: from a Report to stored facts."""
