"""The currencies of instruments and of cash. Totals are in US dollars."""

BASE_CURRENCY = "USD"
CURRENCIES = {
    "USD": "US dollar", "EUR": "Euro", "GBP": "British pound", "CHF": "Swiss franc", "CAD": "Canadian dollar",
    "JPY": "Japanese yen", "AUD": "Australian dollar", "BRL": "Brazilian real", "CNY": "Chinese yuan",
    "CZK": "Czech koruna", "DKK": "Danish krone", "HKD": "Hong Kong dollar", "HUF": "Hungarian forint",
    "IDR": "Indonesian rupiah", "ILS": "Israeli shekel", "INR": "Indian rupee", "ISK": "Icelandic krona",
    "KRW": "South Korean won", "MXN": "Mexican peso", "MYR": "Malaysian ringgit", "NOK": "Norwegian krone",
    "NZD": "New Zealand dollar", "PHP": "Philippine peso", "PLN": "Polish zloty", "RON": "Romanian leu",
    "SEK": "Swedish krona", "SGD": "Singapore dollar", "THB": "Thai baht", "TRY": "Turkish lira",
    "TWD": "Taiwan dollar", "ZAR": "South African rand", "AED": "UAE dirham", "SAR": "Saudi riyal",
}  # fmt: skip
"""By ISO code. The European Central Bank publishes rates of most of them; others are entered."""
CURRENCY_CHOICES = [(code, f"{code}, {name}") for code, name in CURRENCIES.items()]
