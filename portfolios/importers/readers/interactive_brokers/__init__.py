"""Read the activity statement and the Flex query of Interactive Brokers."""
