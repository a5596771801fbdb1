"""The tables in which Amazon lists money, and what of a row the buyer got.

A settlement has two forms: one sum a row, or a column for each kind of sum. The transactions of a
date range come in the language of the store, one row a transaction, with its fees in columns.
"""

from decimal import Decimal

from shared.intake.reports.cells import Cells
from shared.intake.reports.sheets import Table
from shared.intake.reports.values import normal

SETTLEMENT = Table(
    name="settlement report",
    columns={
        "settlementid": "settlement",
        "currency": "currency",
        "transactiontype": "kind",
        "orderid": "order_id",
        "amounttype": "part",
        "amountdescription": "description",
        "amount": "amount",
        "fulfillmentid": "fulfilment",
        "marketplacename": "marketplace",
        "posteddate": "posted_on",
        "posteddatetime": "posted_at",
    },
    needs=frozenset({"settlement", "kind", "order_id", "amount"}),
    left_out=frozenset({
        "settlementstartdate", "settlementenddate", "depositdate", "totalamount",
        "merchantorderid", "adjustmentid", "shipmentid", "orderitemcode",
        "merchantorderitemid", "merchantadjustmentitemid", "sku", "quantitypurchased",
        "promotionid",
    }),
    dates=("posted_on", "posted_at"),
)  # fmt: skip
_FEES = frozenset({"itemfees", "itemwithheldtax"})

WIDE = Table(
    name="settlement report in its wide form",
    columns={
        "settlementid": "settlement",
        "currency": "currency",
        "transactiontype": "kind",
        "orderid": "order_id",
        "marketplacename": "marketplace",
        "fulfillmentid": "fulfilment",
        "posteddate": "posted_on",
        "priceamount": "price",
        "promotionamount": "promotion",
        "otheramount": "other",
    },
    needs=frozenset({"settlement", "kind", "order_id", "price", "other"}),
    left_out=frozenset({
        "settlementstartdate", "settlementenddate", "depositdate", "totalamount",
        "merchantorderid", "adjustmentid", "shipmentid", "shipmentfeetype", "shipmentfeeamount",
        "orderfeetype", "orderfeeamount", "orderitemcode", "merchantorderitemid",
        "merchantadjustmentitemid", "sku", "quantitypurchased", "pricetype", "itemrelatedfeetype",
        "itemrelatedfeeamount", "miscfeeamount", "otherfeeamount", "otherfeereasondescription",
        "promotionid", "promotiontype", "directpaymenttype", "directpaymentamount",
    }),
    dates=("posted_on",),
)  # fmt: skip

_HEADINGS = {
    "posted_at": "date/time|datum/uhrzeit|date/heure|data/ora:|data/ora|fecha y hora|日付/時間|"
    "datum/tid|datum/tijd|data/godzina|data e hora",
    "settlement": "settlement id|abrechnungsnummer|numéro de versement|numero pagamento|"
    "identificador de pago|決済番号",
    "kind": "type|typ|tipo|トランザクションの種類",
    "order_id": "order id|bestellnummer|numéro de la commande|numero ordine|número de pedido|"
    "注文番号",
    "sku": "sku",
    "description": "description|beschreibung|descrizione|descripción|説明",
    "marketplace": "marketplace|marktplatz|web de amazon|amazon 出品サービス",
    "fulfilment": "fulfillment|fulfilment|versand|traitement|gestione|gestión logística|"
    "フルフィルメント",
    "fee_selling": "selling fees|verkaufsgebühren|frais de vente|commissioni di vendita|"
    "tarifas de venta|手数料",
    "fee_fba": "fba fees|gebühren zu versand durch amazon|frais expédié par amazon|"
    "costi del servizio logistica di amazon|tarifas de logística de amazon|fba 手数料",
    "fee_other": "other transaction fees|andere transaktionsgebühren|autres frais de transaction|"
    "altri costi relativi alle transazioni|tarifas de otras transacciones|"
    "トランザクションに関するその他の手数料",
    "withheld": "marketplace withheld tax|marketplace facilitator tax|"
    "einbehaltene steuer auf marketplace|taxes retenues sur le site de vente|"
    "trattenuta iva del marketplace|impuesto retenido en el sitio web|"
    "源泉徴収税を伴うマーケットプレイス",
    "total": "total|gesamt|totale|合計",
}
"""Our name of a column → its headings in English, German, French, Italian, Spanish, Japanese."""
_PARTS = (
    "quantity|account type|order city|order state|order postal|tax collection model|product sales|"
    "product sales tax|shipping credits|shipping credits tax|postage credits|gift wrap credits|"
    "giftwrap credits tax|regulatory fee|tax on regulatory fee|promotional rebates|"
    "promotional rebates tax|other|menge|ort der bestellung|bundesland|postleitzahl|"
    "steuererhebungsmodell|umsätze|produktumsatzsteuer|gutschrift für versandkosten|"
    "steuer auf versandgutschrift|gutschrift für geschenkverpackung|"
    "steuer auf geschenkverpackungsgutschriften|rabatte aus werbeaktionen|"
    "steuer auf aktionsrabatte|andere|kontotyp"
)
"""What the total is made of besides fees, and where the buyer lives: not read."""
DATE_RANGE = Table(
    name="date range report of transactions",
    columns={
        normal(title): ours for ours, titles in _HEADINGS.items() for title in titles.split("|")
    },
    needs=frozenset({
        "posted_at", "kind", "order_id", "fee_selling", "fee_fba", "fee_other", "total",
    }),
    left_out=frozenset(map(normal, _PARTS.split("|"))),
    dates=("posted_at",),
)  # fmt: skip


def sum_of(table: Table, cells: Cells, currency: str) -> Decimal | None:
    """Return what the buyer got by a row, fees left out; None where it has no sum at all."""
    if table is WIDE:
        return _added(cells, currency, "price", "promotion", "other")
    if table is DATE_RANGE:
        total = cells.sum("total", currency)
        fees = _added(cells, currency, "fee_selling", "fee_fba", "fee_other", "withheld")
        return None if total is None else total - fees
    amount = cells.sum("amount", currency)
    return Decimal() if amount is not None and normal(cells.text("part")) in _FEES else amount


def _added(cells: Cells, currency: str, *names: str) -> Decimal:
    return sum((cells.sum(name, currency) or Decimal() for name in names), Decimal())
