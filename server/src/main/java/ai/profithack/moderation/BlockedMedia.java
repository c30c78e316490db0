package ai.profithack.moderation;

import ai.profithack.access.AuditTrail;
import ai.profithack.media.Adding;
import ai.profithack.media.BankItem;
import ai.profithack.media.BankKind;
import ai.profithack.media.Banks;
import ai.profithack.media.Decoding;
import ai.profithack.media.Fingerprinter;
import ai.profithack.media.Fingerprints;
import ai.profithack.media.LocalFile;
import ai.profithack.media.Originals;
import ai.profithack.moderation.BlockRepository.Standing;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Lets a standing block be recognised when its video comes back: the file of each is put into the
/// bank of what was blocked here, or into that of confirmed fakes where a person said so.
@Component
class BlockedMedia {
  static final String BLOCKED_HERE = "blocked here";

  /// The bank of what was found to be a fake by a decision.
  static final String CONFIRMED_FAKES = "confirmed fakes";

  private static final int BATCH = 50;
  private static final String DECISION = "decision";
  private static final String AN_ANALYSIS = "analysis";

  private final BlockRepository blocks;
  private final AnalysisRepository analyses;
  private final Originals originals;
  private final Fingerprinter fingerprinter;
  private final Banks banks;
  private final AuditTrail audit;
  private final TransactionTemplate transaction;
  private final Clock clock;

  BlockedMedia(
      BlockRepository blocks,
      AnalysisRepository analyses,
      Originals originals,
      Fingerprinter fingerprinter,
      Banks banks,
      AuditTrail audit,
      TransactionTemplate transaction,
      Clock clock) {
    this.blocks = blocks;
    this.analyses = analyses;
    this.originals = originals;
    this.fingerprinter = fingerprinter;
    this.banks = banks;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// How remembering went: files that are recognised from now on, and files that cannot be.
  record Remembered(int inBank, int not) {}

  /// Puts what stands and is not yet known into the banks; what could not be made recognisable is
  /// tried again some times. Safe to repeat. Takes a few seconds of decoding for each.
  ///
  /// Errors: [IOException] where files could not be read, after all others were looked at; they
  /// stay to be looked at again.
  Remembered remember() throws IOException, InterruptedException {
    var inBank = 0;
    var not = 0;
    @Nullable IOException unread = null;
    for (var block : blocks.notRemembered(clock.instant(), BATCH)) {
      try {
        if (remember(block)) {
          inBank++;
        } else {
          not++;
        }
      } catch (IOException failure) {
        unread = failure;
      }
    }
    if (unread != null) {
      throw unread;
    }
    return new Remembered(inBank, not);
  }

  private boolean remember(Standing block) throws IOException, InterruptedException {
    var sha256 = analyses.find(block.analysisId()).map(Analysis::sha256);
    var held =
        sha256.isEmpty() ? Optional.<LocalFile>empty() : originals.open(sha256.orElseThrow());
    if (held.isEmpty()) {
      return cannot(block, "The file is not held any more.");
    }
    try (var file = held.orElseThrow()) {
      return switch (fingerprinter.reference(file.path())) {
        case Decoding.Refused<Fingerprints>(var reason) -> cannot(block, reason);
        case Decoding.Decoded<Fingerprints>(var prints) when prints.isEmpty() ->
            cannot(
                block,
                "Neither its pictures nor its sound have enough features to be recognised by.");
        case Decoding.Decoded<Fingerprints>(var prints) -> put(block, prints);
      };
    }
  }

  private boolean cannot(Standing block, String reason) {
    transaction.executeWithoutResult(_ ->
        blocks
            .lockStanding(block.blockId())
            .ifPresent(standing -> blocks.notInBank(standing.blockId(), reason, clock.instant())));
    return false;
  }

  /// Whether it is in a bank now: into the one, and under the reason, that the block has by then. A
  /// block that was lifted meanwhile is left alone.
  boolean put(Standing block, Fingerprints prints) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          var standing = blocks.lockStanding(block.blockId());
          standing.ifPresent(
              now -> blocks.inBank(now.blockId(), added(now, prints), clock.instant()));
          return standing.isPresent();
        }));
  }

  private long added(Standing block, Fingerprints prints) {
    var by = block.by() == null ? AN_ANALYSIS : block.by();
    var bank = block.fake() ? CONFIRMED_FAKES : BLOCKED_HERE;
    banks.create(bank, BankKind.BLOCKED, by);
    for (var times = 1; ; times++) {
      switch (banks.add(
          bank, DECISION, key(block.analysisId(), times), block.reason(), prints, by)) {
        case Adding.Added(var itemId) -> {
          audit.record(
              "bank.add", "bank item " + itemId, Map.of("bank", bank, "block", block.blockId()));
          return itemId;
        }
        case Adding.AlreadyThere(var itemId, var state) when state != BankItem.State.REMOVED -> {
          return itemId;
        }
        // Blocked, lifted and blocked again: what was removed stays so, under its own name.
        case Adding.AlreadyThere _ -> {}
        case Adding.Featureless _, Adding.NoSuchBank _ ->
            throw new IllegalStateException("bank %s takes nothing".formatted(bank));
      }
    }
  }

  /// Whether an item is the very file that is looked at, put there because this video was blocked:
  /// looked at again, a video does not accuse itself.
  boolean isItself(BankItem item, EvidenceKind.Subject subject) {
    var from = analysisOf(item);
    return from.isPresent()
        && analyses
            .find(from.getAsLong())
            .filter(blocked -> blocked.videoId() == subject.videoId())
            .filter(blocked -> subject.sha256().equals(blocked.sha256()))
            .isPresent();
  }

  /// The analysis that an item of a bank comes from, if its block put it there.
  static OptionalLong analysisOf(BankItem item) {
    return item.source().equals(DECISION)
            && item.sourceKey().matches("analysis:[0-9]{1,18}(:[0-9]{1,9})?")
        ? OptionalLong.of(Long.parseLong(item.sourceKey().split(":", -1)[1]))
        : OptionalLong.empty();
  }

  /// What an item of a bank is called that comes from an analysis: `analysis:12`, `analysis:12:2`
  /// where it was taken out before.
  private static String key(long analysisId, int times) {
    return "analysis:" + analysisId + (times == 1 ? "" : ":" + times);
  }
}
