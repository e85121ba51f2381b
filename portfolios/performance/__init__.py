"""Pure: how a portfolio did over a period, from its recorded values and the money added, beside a benchmark."""
