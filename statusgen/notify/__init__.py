"""The right wing: what people asked to hear, told once. News, routing and messages are pure; the outbox is not."""
