"""Pure: read files of brokers and banks into lines, each understood or refused with a reason."""
