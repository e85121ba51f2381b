"""An analysis as files: its report, its holdings, and a bundle that computes it again anywhere."""
