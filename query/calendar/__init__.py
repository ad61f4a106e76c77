"""Due dates as a calendar that people subscribe to."""
