"""What every resource of the API shares: whose rows it sees, how it refuses, and that a repeated request is one."""
