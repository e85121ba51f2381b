"""The names that statements in German and French give to kinds of lines, sections, headings and months."""

HEADER, DATA, TOTAL = "Header", "Data", "Total"
KIND_NAMES = {"Header": HEADER, "Data": DATA, "Total": TOTAL, "Kopfzeile": HEADER, "Daten": DATA, "En-tête": HEADER,
              "Données": DATA, "Gesamt": TOTAL}  # fmt: skip
STATEMENT_NAMES = frozenset(
    {"Statement", "Kontoauszug", "Umsatzübersicht", "Relevé", "Relevé d'activité", "Aufstellung"}
)
SECTION_NAMES = {
    "Cash-Bericht": "Cash Report", "Bargeldbericht": "Cash Report", "Barmittelbericht": "Cash Report",
    "Rapport de trésorerie": "Cash Report", "Rapport des liquidités": "Cash Report",
    "Kontoinformation": "Account Information", "Kontoinformationen": "Account Information",
    "Information du compte": "Account Information", "Informations du compte": "Account Information",
    "Informations sur le compte": "Account Information",
    "Informationen zum Finanzinstrument": "Financial Instrument Information",
    "Finanzinstrumentinformationen": "Financial Instrument Information",
    "Informations sur l'instrument financier": "Financial Instrument Information",
    "Informations sur les instruments financiers": "Financial Instrument Information",
}  # fmt: skip
HEADING_NAMES = {
    "Feldname": "Field Name", "Feldwert": "Field Value", "Nom du champ": "Field Name", "Valeur du champ": "Field Value",
    "Vermögenswertkategorie": "Asset Category", "Anlagekategorie": "Asset Category", "Konto": "Account",
    "Compte": "Account", "Nom champ": "Field Name", "Valeur champ": "Field Value", "Einstandswert": "Cost Basis",
    "Datum/Zeit": "Date/Time", "T.-Kurs": "T. Price", "T. Kurs": "T. Price", "Erlös": "Proceeds", "Erlöse": "Proceeds",
    "Provision/Gebühr": "Comm/Fee", "Prov./Gebühr": "Comm/Fee", "Date/Heure": "Date/Time", "Prix trans.": "T. Price",
    "Prix T.": "T. Price", "Produit": "Proceeds", "Produits": "Proceeds", "Comm/Tarif": "Comm/Fee",
    "Cours de clôt.": "Close Price",
    "Berichtsdatum": "Report Date", "Date du rapport": "Report Date", "Datum": "Date", "Richtung": "Direction",
    "Direction": "Direction", "Sens": "Direction", "Anzahl": "Qty", "Qté": "Qty",
    "Währung": "Currency", "Menge": "Quantity",
    "Einstands Kurs": "Cost Price", "Einstandskurs": "Cost Price", "Kostenbasis": "Cost Basis",
    "Schlusskurs": "Close Price", "Wert": "Value", "Symbol": "Symbol", "Beschreibung": "Description",
    "Währungsübersicht": "Currency Summary", "Summe": "Total", "Gesamt": "Total",
    "Catégorie d'actifs": "Asset Category", "Catégorie d'actif": "Asset Category", "Devise": "Currency",
    "Symbole": "Symbol", "Quantité": "Quantity", "Prix coûtant": "Cost Price", "Prix de revient": "Cost Price",
    "Coût de base": "Cost Basis", "Base de coût": "Cost Basis", "Prix de clôture": "Close Price",
    "Cours de clôture": "Close Price", "Valeur": "Value", "Récapitulatif des devises": "Currency Summary",
    "Résumé en devise": "Currency Summary", "Résumé de devise": "Currency Summary",
}  # fmt: skip
ACCOUNT_LABELS = frozenset({"Account", "Konto", "Compte"})
PERIOD_LABELS = frozenset({"Period", "Zeitraum", "Période"})
ENDING_CASH = frozenset({
    "Ending Cash", "Endbarsaldo", "Barmittel Endsaldo", "Endsaldo Barmittel", "Schlussbestand Barmittel",
    "Solde de trésorerie final", "Trésorerie finale", "Solde final",
})  # fmt: skip
BASE_SUMMARIES = frozenset({
    "Base Currency Summary", "Übersicht Basiswährung", "Zusammenfassung Basiswährung", "Récapitulatif devise de base",
    "Résumé en devise de base",
})  # fmt: skip
MONTHS = {
    "Januar": "January", "Februar": "February", "März": "March", "Mai": "May", "Juni": "June", "Juli": "July",
    "Oktober": "October", "Dezember": "December", "janvier": "January", "février": "February", "mars": "March",
    "avril": "April", "mai": "May", "juin": "June", "juillet": "July", "août": "August", "septembre": "September",
    "octobre": "October", "novembre": "November", "décembre": "December",
}  # fmt: skip
