"""The core: pure functions on frozen data, from routes to a verified plan."""
