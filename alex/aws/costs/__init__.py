"""What Alex costs on AWS, from a dated list of prices."""
