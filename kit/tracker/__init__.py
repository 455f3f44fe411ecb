"""Moving in: the spreadsheet that an office kept before becomes records in the store."""
