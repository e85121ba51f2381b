"""Files of brokers and banks, read into lines that say what they mean or why they are refused. All of it is pure."""
