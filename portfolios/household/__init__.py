"""What a person enters about their household: people, taxes, premiums, spending and lives. Pure."""
