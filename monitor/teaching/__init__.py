"""From what people marked to a new detector, and from their verdicts to a better order: pure."""
