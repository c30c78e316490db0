package ai.profithack.ledger;

import ai.profithack.ledger.VerificationRepository.Header;
import ai.profithack.ledger.VerificationRepository.Posted;
import ai.profithack.ledger.VerificationRepository.SealedLine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/// Reads the whole ledger again and says what is not as it must be.
///
/// The chain is computed here a second time, from the rows and not by the function that sealed
/// them: each hash is SHA-256 over the hash before it, the number of the seal, and every column of
/// the entry and its lines.
@Component
public class Verification {
  private static final byte[] BEGINNING = new byte[32];
  private static final String UNIT = "\u001f";
  private static final String RECORD = "\u001e";

  private final VerificationRepository repository;
  private final List<CrossCheck> crossChecks;

  Verification(VerificationRepository repository, List<CrossCheck> crossChecks) {
    this.repository = repository;
    this.crossChecks = crossChecks;
  }

  /// What was found. `head` is the newest hash, to be noted elsewhere; `problems` is empty where
  /// the ledger is sound.
  public record Findings(long entries, long sealed, String head, List<String> problems) {}

  /// Checks chain, completeness, sums, balances, bounds and holds, and what modules know of their
  /// own entries, as of one moment. A `knownHead` that was noted earlier must still be in the
  /// chain; null where none is known.
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public Findings verify(@Nullable String knownHead) {
    var chain = read(knownHead);
    var problems = new ArrayList<>(chain.problems);
    problems.addAll(repository.contradictions());
    problems.addAll(repository.misreckoned());
    crossChecks.forEach(check -> problems.addAll(check.disagreements()));
    return new Findings(
        repository.entryCount(),
        chain.sealed,
        HexFormat.of().formatHex(chain.previous),
        List.copyOf(problems));
  }

  /// What is not as it must be in what was written, apart from what is reckoned from it.
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  List<String> problemsOfPostings() {
    var problems = new ArrayList<>(read(null).problems);
    problems.addAll(repository.contradictions());
    return List.copyOf(problems);
  }

  private Chain read(@Nullable String knownHead) {
    var chain = new Chain(knownHead);
    repository.sealed(chain::read);
    chain.finish();
    return chain;
  }

  /// Follows the chain, line by line.
  private static final class Chain {
    private final @Nullable String knownHead;
    private final List<String> problems = new ArrayList<>();
    private final List<SealedLine> lines = new ArrayList<>();
    private byte[] previous = BEGINNING;
    private long sealed;
    private boolean headSeen;

    Chain(@Nullable String knownHead) {
      this.knownHead = knownHead;
      this.headSeen = knownHead == null;
    }

    void read(SealedLine line) {
      if (!lines.isEmpty() && lines.getFirst().sequence() != line.sequence()) {
        check();
      }
      lines.add(line);
    }

    void finish() {
      if (!lines.isEmpty()) {
        check();
      }
      if (!headSeen) {
        problems.add("The head %s is not in the chain.".formatted(knownHead));
      }
    }

    private void check() {
      var first = lines.getFirst();
      sealed++;
      if (first.sequence() != sealed) {
        problems.add("Seals %d to %d are missing.".formatted(sealed, first.sequence() - 1));
        sealed = first.sequence();
      }
      var header = first.header();
      if (header == null) {
        problems.add("The entry of seal %d is missing.".formatted(first.sequence()));
      } else if (!Arrays.equals(first.hash(), hash(previous, first.sequence(), header))) {
        problems.add(
            "Seal %d does not fit: entry %d was changed, or what is before it."
                .formatted(first.sequence(), header.entryId()));
      }
      previous = first.hash();
      headSeen |= HexFormat.of().formatHex(previous).equals(knownHead);
      lines.clear();
    }

    private byte[] hash(byte[] before, long sequence, Header header) {
      var text =
          sequence
              + UNIT
              + String.join(
                  UNIT,
                  Long.toString(header.entryId()),
                  header.key(),
                  header.bodyHex(),
                  header.kind(),
                  Long.toString(header.effectiveMicros()),
                  Long.toString(header.recordedMicros()),
                  header.reverses() == null ? "-" : header.reverses().toString(),
                  header.explanation());
      var posted =
          lines.stream()
              .map(SealedLine::posted)
              .filter(line -> line != null)
              .map(Chain::text)
              .collect(Collectors.joining(RECORD));
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(before);
        digest.update(
            (posted.isEmpty() ? text : text + UNIT + posted).getBytes(StandardCharsets.UTF_8));
        return digest.digest();
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    private static String text(@Nullable Posted posted) {
      return posted == null
          ? ""
          : String.join(
              UNIT,
              Integer.toString(posted.line()),
              posted.path(),
              posted.asset(),
              Long.toString(posted.minor()));
    }
  }
}
