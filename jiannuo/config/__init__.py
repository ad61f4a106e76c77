"""Settings: what config.yaml may say, and how it is read."""
