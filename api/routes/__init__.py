"""The desk's addresses; each route checks who asks, calls the desk, and shapes the answer."""
