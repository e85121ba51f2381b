"""The tagger: classifies instruments."""
