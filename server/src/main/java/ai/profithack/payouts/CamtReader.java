package ai.profithack.payouts;

import static ai.profithack.payouts.IsoXml.all;
import static ai.profithack.payouts.IsoXml.children;
import static ai.profithack.payouts.IsoXml.one;
import static ai.profithack.payouts.IsoXml.text;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/// Reads statements (camt.053) and notifications (camt.054) of any version since 2: what is read of
/// them has kept its name and place through all of them, while a typed model has another set of
/// classes for each.
///
/// Source: ISO 20022, messages camt.053.001.02 to .13 and camt.054.001.02 to .13.
final class CamtReader {
  private static final Set<String> CHARGES = Set.of("CHRG", "FEES", "COMM");
  private static final int LONGEST_DESCRIPTION = 500;

  private CamtReader() {}

  /// Every statement and notification of a file, in its order.
  ///
  /// Errors: [UnreadableFile] with the reason.
  static List<BankStatement> read(byte[] file) {
    var root = IsoXml.root(file);
    var namespace = String.valueOf(root.getNamespaceURI());
    if (!namespace.matches("urn:iso:std:iso:20022:tech:xsd:camt\\.05[34]\\.001\\.\\d\\d")) {
      throw new UnreadableFile("This is no camt.053 or camt.054 file.");
    }
    var statements = new ArrayList<BankStatement>();
    for (var message : children(root)) {
      for (var part : children(message)) {
        switch (part.getLocalName()) {
          case "Stmt" -> statements.add(statement(part, false));
          case "Ntfctn" -> statements.add(statement(part, true));
          default -> {
            // The header and supplementary data say nothing of money.
          }
        }
      }
    }
    if (statements.isEmpty()) {
      throw new UnreadableFile("The file holds no statement.");
    }
    return statements;
  }

  private static BankStatement statement(Element part, boolean notification) {
    var bankId = required(part, "Id");
    var account = text(part, "Acct", "Id", "IBAN");
    if (account == null) {
      account = text(part, "Acct", "Id", "Othr", "Id");
    }
    if (account == null) {
      throw new UnreadableFile("Statement " + bankId + " names no account.");
    }
    var entries = all(part, "Ntry").stream().filter(CamtReader::isBooked).toList();
    var currency = currency(part, entries, bankId);
    var lines = new ArrayList<BankStatement.Line>();
    for (var entry : entries) {
      lines.addAll(lines(entry, currency, lines.size() + 1));
    }
    var opening = balance(part, currency, "OPBD", "PRCD");
    var closing = balance(part, currency, "CLBD");
    var from = day(one(part, "FrToDt"), "FrDtTm", "FrDt");
    var to = day(one(part, "FrToDt"), "ToDtTm", "ToDt");
    return new BankStatement(
        notification,
        bankId,
        account,
        currency,
        from == null ? dayOf(opening) : from,
        to == null ? dayOf(closing) : to,
        amountOf(opening, currency),
        amountOf(closing, currency),
        lines);
  }

  private static Currency currency(Element part, List<Element> entries, String bankId) {
    var named = text(part, "Acct", "Ccy");
    for (var each : entries) {
      var own = ofAmount(each);
      if (named != null && own != null && !named.equals(own)) {
        throw new UnreadableFile("Statement %s mixes %s and %s.".formatted(bankId, named, own));
      }
      named = named == null ? own : named;
    }
    for (var each : all(part, "Bal")) {
      named = named == null ? ofAmount(each) : named;
    }
    try {
      return Currency.getInstance(String.valueOf(named));
    } catch (IllegalArgumentException unknown) {
      throw new UnreadableFile("Statement " + bankId + " names no currency.");
    }
  }

  private static @Nullable String ofAmount(Element holder) {
    var amount = one(holder, "Amt");
    return amount == null ? null : amount.getAttribute("Ccy");
  }

  /// Only what is booked has moved; `PDNG` and `INFO` may never.
  private static boolean isBooked(Element entry) {
    var status = one(entry, "Sts");
    if (status == null) {
      return false;
    }
    var code = text(status, "Cd");
    return "BOOK".equals(code == null ? status.getTextContent().strip() : code);
  }

  private static List<BankStatement.Line> lines(
      Element entry, Currency currency, int firstOrdinal) {
    var whole = signed(entry, amount(entry, currency), entry);
    var transactions =
        all(entry, "NtryDtls").stream()
            .flatMap(details -> all(details, "TxDtls").stream())
            .toList();
    var parts = new ArrayList<BankStatement.Line>();
    for (var transaction : transactions) {
      var own = transactionAmount(transaction, currency);
      if (own == null && transactions.size() > 1) {
        break;
      }
      var minor = own == null ? whole : signed(transaction, own, entry);
      parts.add(line(entry, transaction, minor, firstOrdinal + parts.size()));
    }
    var sum = parts.stream().mapToLong(BankStatement.Line::minor).sum();
    return !parts.isEmpty() && sum == whole && parts.stream().allMatch(part -> part.minor() != 0)
        ? parts
        : whole == 0 ? List.of() : List.of(line(entry, null, whole, firstOrdinal));
  }

  private static BankStatement.Line line(
      Element entry, @Nullable Element transaction, long minor, int ordinal) {
    var key = transaction == null ? null : text(transaction, "Refs", "EndToEndId");
    var batch =
        entry.getElementsByTagNameNS("*", "Btch").item(0) instanceof Element found ? found : null;
    var message = batch == null ? null : text(batch, "PmtInfId");
    var reference = transaction == null ? null : text(transaction, "Refs", "AcctSvcrRef");
    var reason = transaction == null ? null : text(transaction, "RtrInf", "Rsn", "Cd");
    var bookedOn = day(one(entry, "BookgDt"), "Dt", "DtTm");
    if (bookedOn == null) {
      bookedOn = day(one(entry, "ValDt"), "Dt", "DtTm");
    }
    if (bookedOn == null) {
      throw new UnreadableFile("An entry has no day.");
    }
    return new BankStatement.Line(
        ordinal,
        minor,
        bookedOn,
        "NOTPROVIDED".equals(key) ? null : key,
        transaction == null && batch != null && message == null ? text(batch, "MsgId") : message,
        reference == null ? text(entry, "AcctSvcrRef") : reference,
        isCharge(entry),
        reason,
        description(entry, transaction));
  }

  private static boolean isCharge(Element entry) {
    var code = text(entry, "BkTxCd", "Domn", "Fmly", "SubFmlyCd");
    return code != null && CHARGES.contains(code);
  }

  private static String description(Element entry, @Nullable Element transaction) {
    var free = transaction == null ? List.<Element>of() : all(one(transaction, "RmtInf"), "Ustrd");
    var written =
        free.stream().map(each -> each.getTextContent().strip()).collect(Collectors.joining(" "));
    if (written.isBlank()) {
      var additional = text(entry, "AddtlNtryInf");
      written = additional == null ? "" : additional;
    }
    return written.substring(0, Math.min(LONGEST_DESCRIPTION, written.length()));
  }

  /// Amounts carry no sign; the indicator beside them, or the entry's where there is none, is it.
  private static long signed(Element holder, long minor, Element entry) {
    var indicator = text(holder, "CdtDbtInd");
    if (indicator == null) {
      indicator = text(entry, "CdtDbtInd");
    }
    return switch (String.valueOf(indicator)) {
      case "CRDT" -> minor;
      case "DBIT" -> -minor;
      default -> throw new UnreadableFile("An entry is neither credit nor debit.");
    };
  }

  private static long amount(Element holder, Currency currency) {
    var amount = one(holder, "Amt");
    if (amount == null) {
      throw new UnreadableFile("An entry has no amount.");
    }
    return minor(amount, currency);
  }

  private static @Nullable Long transactionAmount(Element transaction, Currency currency) {
    var amount = one(transaction, "Amt");
    if (amount == null) {
      var details = one(transaction, "AmtDtls");
      var inner = details == null ? null : one(details, "TxAmt");
      amount = inner == null ? null : one(inner, "Amt");
    }
    return amount == null || !currency.getCurrencyCode().equals(amount.getAttribute("Ccy"))
        ? null
        : minor(amount, currency);
  }

  private static long minor(Element amount, Currency currency) {
    try {
      return Money.of(new BigDecimal(amount.getTextContent().strip()), currency).minor();
    } catch (IllegalArgumentException inexact) {
      throw new UnreadableFile(
          "An amount is none of " + currency + ": " + amount.getTextContent().strip());
    }
  }

  private static @Nullable Element balance(Element part, Currency currency, String... codes) {
    for (var code : codes) {
      for (var balance : all(part, "Bal")) {
        if (code.equals(text(balance, "Tp", "CdOrPrtry", "Cd"))
            && currency.getCurrencyCode().equals(ofAmount(balance))) {
          return balance;
        }
      }
    }
    return null;
  }

  private static @Nullable Long amountOf(@Nullable Element balance, Currency currency) {
    return balance == null ? null : signed(balance, amount(balance, currency), balance);
  }

  private static @Nullable LocalDate dayOf(@Nullable Element balance) {
    return balance == null ? null : day(one(balance, "Dt"), "Dt", "DtTm");
  }

  private static @Nullable LocalDate day(@Nullable Element holder, String... names) {
    if (holder == null) {
      return null;
    }
    for (var name : names) {
      var written = text(holder, name);
      if (written != null) {
        try {
          return LocalDate.parse(written.substring(0, Math.min(10, written.length())));
        } catch (DateTimeParseException unreadable) {
          throw new UnreadableFile("A day is unreadable: " + written);
        }
      }
    }
    return null;
  }

  private static String required(Element holder, String name) {
    var written = text(holder, name);
    if (written == null || written.isBlank()) {
      throw new UnreadableFile("A statement has no " + name + ".");
    }
    return written;
  }
}
