"""What the functions share: the domain, the rules as data, the mail, the AWS adapters."""
