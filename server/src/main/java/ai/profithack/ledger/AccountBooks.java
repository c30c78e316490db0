package ai.profithack.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/// From a total of the trial balance down to each posting: the accounts of a kind, an account's
/// postings, what it held before and after them. Debits are positive, credits negative.
@Component
public class AccountBooks {
  private static final int DOWNLOADS_AT_A_TIME = 2;

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader(
              "effective",
              "recorded",
              "entry",
              "kind",
              "account",
              "amount",
              "asset",
              "key",
              "explanation")
          .get();

  private final AccountBooksRepository repository;
  private final Semaphore downloads = new Semaphore(DOWNLOADS_AT_A_TIME);

  AccountBooks(AccountBooksRepository repository) {
    this.repository = repository;
  }

  /// Which postings: of the account of this path, or of all accounts of a kind where `path` has `*`
  /// for the number of a person; effective in `[from, until)`.
  public record Extract(String path, Asset asset, Instant from, Instant until) {
    public boolean isOfAKind() {
      return path.contains(":*");
    }
  }

  /// What an account of a kind holds.
  public record Holding(String path, long minor) {}

  /// How the accounts of a kind are listed.
  public enum Order {
    LARGEST_FIRST,
    SMALLEST_FIRST,
    BY_PATH,
    BY_PATH_BACKWARDS
  }

  /// What an extract begins with, what its postings add on each side, and how many they are.
  public record Sums(long openingMinor, long debitMinor, long creditMinor, long postings) {
    public long closingMinor() {
      return Math.addExact(openingMinor, Math.addExact(debitMinor, creditMinor));
    }
  }

  /// A line of an entry.
  public record Posting(
      long entryId,
      Instant effectiveAt,
      Instant recordedAt,
      String kind,
      String key,
      String path,
      long minor,
      String explanation) {}

  /// The asset under which there are accounts of this path, or of this kind.
  @Transactional(readOnly = true)
  public Optional<Asset> asset(String path, String code) {
    return repository.asset(path, code);
  }

  /// What each account of a kind holds, as of `until` (null: now), where it is not zero.
  @Transactional(readOnly = true)
  public List<Holding> holdings(
      String kind, Asset asset, @Nullable Instant until, Order order, int limit, int offset) {
    return repository.holdings(kind, asset, until, order, limit, offset);
  }

  /// How many accounts of a kind hold anything, as of `until` (null: now).
  @Transactional(readOnly = true)
  public long holders(String kind, Asset asset, @Nullable Instant until) {
    return repository.holders(kind, asset, until);
  }

  @Transactional(readOnly = true)
  public Sums sums(Extract extract) {
    return repository.sums(extract);
  }

  /// The extract's postings, the last recorded first; those of entries before entry `before` where
  /// one is given.
  @Transactional(readOnly = true)
  public List<Posting> postings(Extract extract, @Nullable Long before, int limit) {
    return repository.postings(extract, before, limit);
  }

  /// Entries that take this one back, wholly or in part.
  @Transactional(readOnly = true)
  public List<Long> takenBackBy(long entryId) {
    return repository.takenBackBy(entryId);
  }

  /// Writes the extract as CSV, as of one moment, in the order of recording: first what was held
  /// before it, last what is held after it, and the rows between add up to the difference. Any
  /// number of rows takes the same memory.
  ///
  /// False, with nothing written, where too many such downloads are running already.
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public boolean writeCsv(Extract extract, OutputStream out) {
    if (!downloads.tryAcquire()) {
      return false;
    }
    try {
      var csv = FORMAT.print(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      var sums = repository.sums(extract);
      balance(csv, extract, "opening", extract.from(), sums.openingMinor());
      repository.eachPosting(extract, posting -> print(csv, extract.asset(), posting));
      balance(csv, extract, "closing", extract.until(), sums.closingMinor());
      csv.flush();
      return true;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      downloads.release();
    }
  }

  private static void balance(CSVPrinter csv, Extract extract, String word, Instant at, long minor)
      throws IOException {
    csv.printRecord(
        at,
        "",
        "",
        word,
        extract.path(),
        extract.asset().decimal(minor).toPlainString(),
        extract.asset().code(),
        "",
        "");
  }

  private static void print(CSVPrinter csv, Asset asset, Posting posting) {
    try {
      csv.printRecord(
          posting.effectiveAt(),
          posting.recordedAt(),
          posting.entryId(),
          posting.kind(),
          posting.path(),
          asset.decimal(posting.minor()).toPlainString(),
          asset.code(),
          inert(posting.key()),
          inert(posting.explanation()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Begins with a word of ours or a brace: nothing that a spreadsheet runs; and is one line.
  private static String inert(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
