"""What only a real AWS account can tell, found out by one command: `make aws-check`."""
