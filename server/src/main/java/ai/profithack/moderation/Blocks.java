package ai.profithack.moderation;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.media.Banks;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Blocks that a person makes or lifts.
///
/// While a block stands, its file is in a bank, so that a copy of it is recognised ([BlockedMedia]
/// sees to that within a minute or so); when it is lifted, it is taken out at once.
@Component
public class Blocks {
  private static final int REASON_MAX = 255;

  private final BlockRepository repository;
  private final Analyses analyses;
  private final Banks banks;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  Blocks(
      BlockRepository repository,
      Analyses analyses,
      Banks banks,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.repository = repository;
    this.analyses = analyses;
    this.banks = banks;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
  }

  /// How blocking or lifting ended.
  public enum Ending {
    DONE,
    /// It was blocked already, or none of it was.
    NO_CHANGE,
    NO_SUCH_ANALYSIS,
    /// The analysis has no file that could be blocked: it failed, or is still under way.
    NOTHING_SEEN
  }

  /// Blocks the file that an analysis looked at, for everybody, appealable for 180 days. `fake`: it
  /// is shown to be a fake, which counts as evidence where a copy comes. `reason`: up to 255
  /// characters, for its creator too.
  @Transactional
  public Ending block(long analysisId, boolean fake, String reason) {
    var found = analyses.find(analysisId);
    if (found.isEmpty()) {
      return Ending.NO_SUCH_ANALYSIS;
    }
    var analysis = found.orElseThrow();
    if (analysis.sha256() == null || analysis.state() != Analysis.State.DONE) {
      return Ending.NOTHING_SEEN;
    }
    var text = reason.substring(0, Math.min(REASON_MAX, reason.length()));
    if (!repository.block(analysis, text, fake, current.name(), clock.instant())) {
      return Ending.NO_CHANGE;
    }
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("analysis", analysisId);
    detail.put("file", analysis.sha256());
    detail.put("policy", analysis.policyVersion());
    detail.put("fake", fake);
    detail.put("reason", text);
    audit.record("block.create", "video " + analysis.videoId(), detail);
    return Ending.DONE;
  }

  /// Lifts all blocks of a video, and takes what came of them out of the banks.
  @Transactional
  public Ending lift(long videoId, String reason) {
    var items = repository.lift(videoId, reason, current.name(), clock.instant());
    if (items.isEmpty()) {
      return Ending.NO_CHANGE;
    }
    for (var itemId : items.orElseThrow()) {
      banks.remove(itemId, "The block was lifted: " + reason, current.name());
    }
    audit.record(
        "block.lift", "video " + videoId, Map.of("reason", reason, "items", items.orElseThrow()));
    return Ending.DONE;
  }
}
