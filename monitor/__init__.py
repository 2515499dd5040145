"""Find what a chatbot got wrong, and turn it into tests and training data."""
