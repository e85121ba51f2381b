"""Form fields that read what people type."""
