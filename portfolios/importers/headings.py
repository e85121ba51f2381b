"""The headings that brokers and spreadsheets use, and the field that each one names."""

FIELD_LABELS = {
    "symbol": "Symbol",
    "cusip": "CUSIP",
    "isin": "ISIN",
    "local_id": "SEDOL or WKN",
    "name": "Name",
    "quantity": "Quantity",
    "price": "Price of one share",
    "price_as_of": "Price as of",
    "value": "Value",
    "cost_basis": "Total cost",
    "cost_per_share": "Cost of one share",
    "as_of": "As of",
    "currency": "Currency",
    "instrument_type": "Instrument type",
    "made_of": "Made of",
    "made_of_regions": "Made of, by region",
    "made_of_sectors": "Made of, by sector",
    "direction": "Long or short",
    "account": "Account",
    "account_number": "Account number",
    "account_type": "Account type",
    "account_purpose": "Account purpose",
    "cash_interest": "Interest on cash",
    "counts_for_retirement": "Counts for retirement",
    "cash_balance": "Cash balance",
}
NUMBER_FIELDS = ("quantity", "price", "value", "cost_basis", "cost_per_share", "cash_balance")

HEADINGS = {
    "symbol": (
        "symbol", "ticker", "ticker symbol", "symbol cusip", "stock symbol", "fund symbol", "security id", "instrument",
        "kürzel", "symbol isin", "symbole", "simbolo", "símbolo", "asset", "equity symbol", "stock ticker", "code",
    ),
    "cusip": ("cusip", "cusip number", "cusip no"),
    "isin": ("isin", "isin code", "isin wkn", "wkn isin", "isin number"),
    "local_id": ("sedol", "wkn", "sedol code", "valoren"),
    "name": (
        "name", "description", "investment name", "fund name", "security name", "security description", "security",
        "investment", "bezeichnung", "wertpapier", "libellé", "nom", "product", "produkt", "stock", "holding",
        "asset name",
        "company", "company name", "instrument name", "wertpapierbezeichnung", "nombre", "nome", "denominazione",
        "namn", "naam", "fund",
    ),
    "quantity": (
        "quantity", "qty", "qty quantity", "shares", "units", "share balance", "number of shares", "position", "anzahl",
        "stück", "menge", "quantité", "cantidad", "bestand", "stk nominale", "stück nom", "stück nominal",
        "stück nominale", "anteile", "nominal", "nominale", "nominal bestand", "units held", "shares units", "holdings",
        "no of shares", "quantita",
        "quantità", "aantal", "antal", "shares held", "avail units",
        "par amount", "par value", "face value", "face amount", "nominal value", "units owned", "volume held",
        "quantity shares",
    ),
    "price": (
        "price", "price of one share", "last price", "share price", "close price", "mark price", "markprice",
        "market price", "current price", "unit price", "closing price", "kurs", "cours", "precio", "last", "closing",
        "akt kurs", "aktueller kurs",
        "letzter kurs", "schlusskurs", "quote", "spot price", "nav", "price nav", "prezzo", "koers", "latest price",
        "current share price", "last traded price", "ltp", "prix", "mark", "senaste kurs", "lastprice",
    ),
    "price_as_of": ("price as of",),
    "value": (
        "value", "current value", "market value", "mkt val", "mkt val market value", "total value", "position value",
        "positionvalue", "wert", "marktwert", "kurswert", "valeur", "bestandswert", "aktueller wert", "depotwert",
        "total market value",
        "ending value", "current balance", "equity", "valor", "valore", "waarde", "valuation", "mkt value",
        "mark value", "värde", "balance",
        "marktwert gesamt", "gesamtwert", "cur val", "valorisation",
    ),
    "cost_basis": (
        "total cost", "cost basis total", "cost basis", "total cost basis", "cost basis money", "costbasismoney",
        "einstandswert", "kaufwert", "book value market", "book cost", "book value", "total cost of position",
        "invested", "amount invested", "prix de revient total", "total purchase price",
    ),
    "cost_per_share": (
        "cost of one share", "average cost basis", "cost basis per share", "cost per share", "cost share",
        "average cost", "avg cost", "cost price", "costbasisprice", "avg price", "average price", "unit cost",
        "purchase price", "einstandskurs", "kaufkurs", "price paid", "average price paid", "average purchase price",
        "buy price", "cost basis price", "avg buy price", "einstandspreis", "trade price", "gav", "avg cost share",
        "buyingprice", "prix de revient", "pru",
        "average cost price",
    ),
    "as_of": ("as of", "as of date", "position date", "price date", "report date", "reportdate", "date", "datum",
        "cob date", "valuation date", "stand"),
    "currency": (
        "currency", "currencyprimary", "currency primary", "währung", "devise", "ccy", "price currency", "divisa",
        "moneda", "valuta", "currency code", "local currency",
    ),
    "instrument_type": (
        "instrument type", "security type", "asset type", "asset category", "asset class", "assetclass", "product type",
        "kategorie", "asset strategy", "investment type", "type of security",
    ),
    "direction": ("side", "direction", "position direction", "long short", "position side", "l s"),
    "made_of": ("made of",),
    "made_of_regions": ("made of by region",),
    "made_of_sectors": ("made of by sector",),
    "account": (
        "account", "account name", "account name number", "account heading", "accountalias", "clientaccountid",
        "account nickname", "plan name", "konto", "depot", "compte", "portfolio name",
    ),
    "account_number": (
        "account number", "account id", "fund account number", "account no", "acct number", "kontonummer",
        "depotnummer", "account nr",
    ),
    "account_type": ("account type",),
    "account_purpose": ("account purpose",),
    "cash_interest": ("interest on cash",),
    "counts_for_retirement": ("counts for retirement",),
    "cash_balance": ("cash balance",),
}  # fmt: skip


FIELDS_BY_HEADING = {heading: name for name, headings in HEADINGS.items() for heading in headings}
FIELDS_BY_WORD = {heading.replace(" ", ""): name for heading, name in FIELDS_BY_HEADING.items()}
"""Headings written as one word, such as TransactionDate."""
TRANSACTION_HEADINGS = frozenset({
    "tradedate", "settlementdate", "amount", "transactiontype", "transactiondescription", "rundate", "action",
    "activity",
    "transactiondate", "settledate", "activitydate", "transcode", "transactionid", "buysell", "orderid", "buchungstag",
    "debit", "credit", "datesold", "saledate", "dateclosed", "closedate", "ordertype", "limitprice", "timeinforce",
})  # fmt: skip
"""Headings of a table of transactions, without spaces."""
SURE_TRANSACTION_HEADINGS = frozenset({
    "transactiontype", "transcode", "orderid", "transactionid", "buysell", "rundate", "activitydate", "transactiondate",
    "datesold", "saledate", "dateclosed", "ordertype", "limitprice", "timeinforce",
})  # fmt: skip
"""Of these, one is enough."""
