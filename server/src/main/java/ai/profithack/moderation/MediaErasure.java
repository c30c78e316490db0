package ai.profithack.moderation;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.media.Original;
import ai.profithack.media.Originals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Deletes the files of videos, and the marked ones that were made of them: because somebody says
/// so, or because their time is over. What was found in them stays.
@Component
public class MediaErasure {
  private static final int BATCH = 500;

  private final Originals originals;
  private final AnalysisRepository analyses;
  private final Markings markings;
  private final FindingRepository findings;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final int days;

  MediaErasure(
      Originals originals,
      AnalysisRepository analyses,
      Markings markings,
      FindingRepository findings,
      AuditTrail audit,
      CurrentActor current,
      TransactionTemplate transaction,
      Clock clock,
      @Value("${PROFITHACK_MEDIA_DAYS:200}") int days) {
    this.originals = originals;
    this.analyses = analyses;
    this.markings = markings;
    this.findings = findings;
    this.audit = audit;
    this.current = current;
    this.transaction = transaction;
    this.clock = clock;
    this.days = days;
  }

  /// Deletes all files that are held of a video, for other videos that refer to them too, now.
  /// Returns how many. Recorded in the audit trail, also where there was none.
  @Transactional
  public int erase(long videoId, String reason) {
    var gone = List.copyOf(originals.heldOf(videoId));
    for (var sha256 : gone) {
      markings.erase(sha256);
      originals.delete(sha256, current.name(), reason);
    }
    audit.record("media.erase", "video " + videoId, Map.of("files", gone, "reason", reason));
    return gone.size();
  }

  /// How retention went: files deleted because their time was over, files whose time is over but
  /// which are still needed, and files deleted that crashes had left.
  record Retention(int deleted, int needed, int orphans) {}

  /// Deletes the files that no video was sent with for so long, but those of videos that somebody
  /// still has to look at or may appeal for; and what crashes left.
  Retention expire() {
    var orphans = 0;
    try {
      orphans = originals.sweep() + markings.sweep();
    } catch (IOException failure) {
      throw new UncheckedIOException("what a crash left cannot be deleted", failure);
    }
    if (days == 0) {
      return new Retention(0, 0, orphans);
    }
    var before = clock.instant().minus(Duration.ofDays(days));
    var deleted = 0;
    var over = 0;
    @Nullable Original last = null;
    for (var some = originals.unreferredSince(before, last, BATCH);
        !some.isEmpty();
        some = originals.unreferredSince(before, last, BATCH)) {
      for (var original : some) {
        if (Boolean.TRUE.equals(transaction.execute(_ -> expire(original.sha256(), before)))) {
          deleted++;
        }
      }
      over += some.size();
      last = some.getLast();
    }
    return new Retention(deleted, over - deleted, orphans);
  }

  /// Asks everything once more under the lock: it may have been sent again meanwhile.
  private boolean expire(String sha256, Instant before) {
    if (!originals.lockUnreferredSince(sha256, before)
        || analyses.isUnderWay(sha256)
        || markings.isUnderWay(sha256)
        || findings.isNeeded(originals.videosOf(sha256), clock.instant())) {
      return false;
    }
    markings.erase(sha256);
    return originals.delete(sha256, "retention", "kept for %d days".formatted(days));
  }
}
