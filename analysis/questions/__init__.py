"""Questions about one analysis: asked, answered from its facts, kept with it, and projected by a worker if need be."""
