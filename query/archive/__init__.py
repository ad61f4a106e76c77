"""Archives too large to be taken in: read where they lie by many processes, and only what was found comes home."""
