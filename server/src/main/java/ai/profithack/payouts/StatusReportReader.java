package ai.profithack.payouts;

import static ai.profithack.payouts.IsoXml.all;
import static ai.profithack.payouts.IsoXml.children;
import static ai.profithack.payouts.IsoXml.one;
import static ai.profithack.payouts.IsoXml.text;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/// Reads what a bank says of a file that it was given (pain.002), of any version since 2, as
/// [CamtReader] reads statements.
///
/// A transaction's own status counts, else that of its payment information, else that of the whole
/// message. `PART` says only that there are several.
///
/// Source: ISO 20022, messages pain.002.001.02 to .14, external payment group and transaction
/// status.
final class StatusReportReader {
  private static final int LONGEST_REASON = 500;

  private StatusReportReader() {}

  /// Whether a file looks like XML at all.
  static boolean isXml(byte[] file) {
    for (var each : file) {
      if (each == '<') {
        return true;
      }
      // A byte order mark and white space may come first.
      if (each > ' ') {
        return false;
      }
    }
    return false;
  }

  /// Everything that a file says, what concerns whole batches last.
  ///
  /// Errors: [UnreadableFile] with the reason.
  static List<SaidOfPayment> read(byte[] file) {
    var root = IsoXml.root(file);
    if (!String.valueOf(root.getNamespaceURI())
        .matches("urn:iso:std:iso:20022:tech:xsd:pain\\.002\\.001\\.\\d\\d")) {
      throw new UnreadableFile("This is no pain.002 file.");
    }
    var said = new ArrayList<SaidOfPayment>();
    var ofBatches = new ArrayList<SaidOfPayment>();
    for (var message : children(root)) {
      var group = one(message, "OrgnlGrpInfAndSts");
      if (group == null) {
        throw new UnreadableFile("The file names no original message.");
      }
      var informed = all(message, "OrgnlPmtInfAndSts");
      for (var information : informed) {
        var status = status(text(information, "PmtInfSts"), information, said(group));
        read(information, status, said, ofBatches);
      }
      if (informed.isEmpty()) {
        read(group, said(group), said, ofBatches);
      }
      // Until version 2 the transactions stood beside the group.
      all(message, "TxInfAndSts").forEach(each -> said.add(transaction(each, said(group), said)));
    }
    said.addAll(ofBatches);
    if (said.isEmpty()) {
      throw new UnreadableFile("The file says nothing of any payment.");
    }
    return renumbered(said);
  }

  private static @Nullable Report said(Element group) {
    return status(text(group, "GrpSts"), group, null);
  }

  private static void read(
      Element holder,
      @Nullable Report status,
      List<SaidOfPayment> said,
      List<SaidOfPayment> ofBatches) {
    all(holder, "TxInfAndSts").forEach(each -> said.add(transaction(each, status, said)));
    var name = text(holder, "OrgnlPmtInfId");
    var batch = name == null ? text(holder, "OrgnlMsgId") : name;
    if (status != null && batch != null) {
      ofBatches.add(new SaidOfPayment(0, null, batch, null, status, null));
    }
  }

  private static SaidOfPayment transaction(
      Element element, @Nullable Report inherited, List<SaidOfPayment> said) {
    var key = text(element, "OrgnlEndToEndId");
    var own = text(element, "TxSts");
    return new SaidOfPayment(
        said.size() + 1,
        key == null ? "" : key,
        null,
        amount(element),
        status(own, element, inherited),
        key == null ? "The transaction names no end-to-end id." : null);
  }

  /// What a code means for us; `otherwise` where there is none, null where it says nothing.
  private static @Nullable Report status(
      @Nullable String code, Element holder, @Nullable Report otherwise) {
    if (code == null) {
      return otherwise;
    }
    var status =
        switch (code) {
          case "ACSC", "ACCC" -> Report.Status.PAID;
          case "ACCP", "ACSP", "ACTC", "ACWC", "ACFC", "RCVD" -> Report.Status.ACCEPTED;
          case "PDNG" -> Report.Status.ON_HOLD;
          case "RJCT" -> Report.Status.FAILED;
          case "CANC" -> Report.Status.CANCELLED;
          case "PART" -> null;
          default -> throw new UnreadableFile("The status " + code + " is unknown here.");
        };
    return status == null
        ? null
        : new Report(status, text(holder, "AcctSvcrRef"), reason(code, holder));
  }

  private static @Nullable String reason(String code, Element holder) {
    var words =
        all(holder, "StsRsnInf").stream()
            .flatMap(each -> {
              var reason = one(each, "Rsn");
              var named = reason == null ? "" : reason.getTextContent().strip();
              return Stream.concat(
                  Stream.of(named),
                  all(each, "AddtlInf").stream().map(more -> more.getTextContent().strip()));
            })
            .filter(word -> !word.isBlank())
            .collect(Collectors.joining(" "));
    if (words.isBlank()) {
      return code.equals("RJCT") ? "RJCT" : null;
    }
    return words.substring(0, Math.min(LONGEST_REASON, words.length()));
  }

  private static @Nullable Money amount(Element transaction) {
    var original = one(transaction, "OrgnlTxRef");
    var holder = original == null ? null : one(original, "Amt");
    var amount = holder == null ? null : one(holder, "InstdAmt");
    if (amount == null) {
      return null;
    }
    try {
      return Money.of(
          new BigDecimal(amount.getTextContent().strip()),
          Currency.getInstance(amount.getAttribute("Ccy")));
    } catch (IllegalArgumentException none) {
      throw new UnreadableFile("An amount is none: " + amount.getTextContent().strip());
    }
  }

  private static List<SaidOfPayment> renumbered(List<SaidOfPayment> said) {
    var all = new ArrayList<SaidOfPayment>();
    for (var each : said) {
      all.add(
          new SaidOfPayment(
              all.size() + 1,
              each.key(),
              each.messageId(),
              each.amount(),
              each.report(),
              each.wrong()));
    }
    return all;
  }
}
