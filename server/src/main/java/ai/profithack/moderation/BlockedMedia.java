package ai.profithack.moderation;

import ai.profithack.media.Adding;
import ai.profithack.media.BankKind;
import ai.profithack.media.Banks;
import ai.profithack.media.Decoding;
import ai.profithack.media.Fingerprinter;
import ai.profithack.media.Fingerprints;
import ai.profithack.media.LocalFile;
import ai.profithack.media.Originals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Lets a decided block be recognised when its video comes back.
@Component
public class BlockedMedia {
  /// The bank of what was blocked here by a decision.
  static final String BLOCKED_HERE = "blocked here";

  /// The bank of what was found to be a fake by a decision.
  public static final String CONFIRMED_FAKES = "confirmed fakes";

  private final Analyses analyses;
  private final Originals originals;
  private final Fingerprinter fingerprinter;
  private final Banks banks;

  BlockedMedia(Analyses analyses, Originals originals, Fingerprinter fingerprinter, Banks banks) {
    this.analyses = analyses;
    this.originals = originals;
    this.fingerprinter = fingerprinter;
    this.banks = banks;
  }

  /// How remembering a block ended.
  public sealed interface Remembered {
    /// It is in a bank and recognised from now on; `before`: it was already.
    record InBank(long itemId, boolean before) implements Remembered {}

    /// `reason`: why it cannot be recognised, in one sentence.
    record Not(String reason) implements Remembered {}
  }

  /// Puts the file of an analysis whose video was blocked by a decision into a bank: that of
  /// confirmed fakes, or that of what was blocked here. Safe to repeat.
  ///
  /// `note`: why it was blocked, for whoever sees a match. `by`: who decided, as the audit trail
  /// says it; the caller records the decision there. Takes a few seconds of decoding.
  ///
  /// Errors: [IllegalArgumentException] where there is no such analysis.
  public Remembered remember(long analysisId, boolean fake, String note, String by)
      throws IOException, InterruptedException {
    var analysis =
        analyses
            .find(analysisId)
            .orElseThrow(() -> new IllegalArgumentException("no analysis " + analysisId));
    var sha256 = analysis.sha256();
    var held = sha256 == null ? Optional.<LocalFile>empty() : originals.open(sha256);
    if (held.isEmpty()) {
      return new Remembered.Not("The file is not held any more.");
    }
    try (var file = held.orElseThrow()) {
      return remember(analysisId, file.path(), fake, note, by);
    }
  }

  private Remembered remember(long analysisId, Path file, boolean fake, String note, String by)
      throws IOException, InterruptedException {
    return switch (fingerprinter.reference(file)) {
      case Decoding.Refused<Fingerprints>(var reason) -> new Remembered.Not(reason);
      case Decoding.Decoded<Fingerprints>(var prints) ->
          switch (add(key(analysisId), fake, note, prints, by)) {
            case Adding.Added(var itemId) -> new Remembered.InBank(itemId, false);
            case Adding.AlreadyThere(var itemId, _) -> new Remembered.InBank(itemId, true);
            case Adding.Featureless() ->
                new Remembered.Not(
                    "Neither its pictures nor its sound have enough features to be recognised by.");
            case Adding.NoSuchBank(var name) -> throw new IllegalStateException("no bank " + name);
          };
    };
  }

  private Adding add(String key, boolean fake, String note, Fingerprints prints, String by) {
    var bank = fake ? CONFIRMED_FAKES : BLOCKED_HERE;
    banks.create(bank, BankKind.BLOCKED, by);
    return banks.add(bank, "decision", key, note, prints, by);
  }

  /// What an item of a bank is called that comes from an analysis.
  static String key(long analysisId) {
    return "analysis:" + analysisId;
  }
}
