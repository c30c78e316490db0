package ai.profithack.ledger;

import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.VerificationRepository.JournalLine;
import java.io.PrintWriter;
import java.math.BigDecimal;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/// The whole journal as plain text that other programs add up: the format of hledger and
/// ledger-cli.
///
/// Source: <https://hledger.org/hledger.html#journal>. A transaction's date is the day of event
/// time in the reporting zone.
@Component
class Journal {
  private final VerificationRepository repository;
  private final ReportingFrame frame;

  Journal(VerificationRepository repository, ReportingFrame frame) {
    this.repository = repository;
    this.frame = frame;
  }

  /// Writes every entry, oldest number first, as of one moment.
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  void write(PrintWriter out) {
    for (var asset : repository.assets()) {
      out.printf(
          "commodity %s %s%n",
          new BigDecimal(1000).setScale(asset.exponent()).toPlainString()
              + (asset.exponent() == 0 ? "." : ""),
          commodity(asset));
    }
    var writer = new EntryWriter(out);
    repository.journal(writer::write);
    out.flush();
  }

  private static String commodity(Asset asset) {
    return asset.code().indexOf('_') < 0 ? asset.code() : '"' + asset.code() + '"';
  }

  private final class EntryWriter {
    private final PrintWriter out;
    private long current = -1;

    EntryWriter(PrintWriter out) {
      this.out = out;
    }

    void write(JournalLine line) {
      if (line.entryId() != current) {
        current = line.entryId();
        out.printf(
            "%n%s (%d) %s  ; %s%n",
            frame.dayOf(line.effectiveAt()), line.entryId(), line.kind(), oneLine(line.key()));
      }
      out.printf(
          "    %s  %s %s%n",
          line.path(),
          BigDecimal.valueOf(line.minor(), line.asset().exponent()).toPlainString(),
          commodity(line.asset()));
    }

    /// A key comes from outside: nothing in it may end the line or be read as a tag.
    private static String oneLine(String key) {
      return key.replaceAll("[\\p{Cntrl}:,]", " ");
    }
  }
}
