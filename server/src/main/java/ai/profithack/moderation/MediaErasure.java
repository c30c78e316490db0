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

  /// What deleting the files of a video takes with it.
  ///
  /// - `files`: the hashes of those that are held.
  /// - `others`: the other videos that are made of the same bytes and lose them too.
  /// - `needed`: those of them that somebody still has to look at or may appeal for.
  /// - `flags`: the open flags that rest on these files, of whichever of these videos.
  public record Extent(
      List<String> files, List<Long> others, List<Long> needed, List<OpenFlag> flags) {}

  /// How asking to delete ended.
  public sealed interface Erasing {
    record Erased(int files) implements Erasing {}

    /// Nothing was deleted: these other videos, which somebody still has to look at or may appeal
    /// for, would lose their file.
    record NeededByOthers(List<Long> videoIds) implements Erasing {}
  }

  public Extent extent(long videoId) {
    var files = originals.heldOf(videoId);
    var others =
        files.stream()
            .flatMap(sha256 -> originals.videosOf(sha256).stream())
            .filter(other -> other != videoId)
            .distinct()
            .sorted()
            .toList();
    return new Extent(
        files, others, findings.needed(others, clock.instant()), findings.openFlags(files));
  }

  /// Deletes all files that are held of a video, for other videos that refer to them too, now.
  /// Where one of these is still needed that is done only with `includingOthers`. Recorded in the
  /// audit trail with all videos that it concerns, also where there was no file.
  @Transactional
  public Erasing erase(long videoId, String reason, boolean includingOthers) {
    var extent = extent(videoId);
    if (!extent.needed().isEmpty() && !includingOthers) {
      return new Erasing.NeededByOthers(extent.needed());
    }
    for (var sha256 : extent.files()) {
      markings.erase(sha256);
      originals.delete(sha256, current.name(), reason);
    }
    audit.record(
        "media.erase",
        "video " + videoId,
        Map.of("files", extent.files(), "otherVideos", extent.others(), "reason", reason));
    return new Erasing.Erased(extent.files().size());
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
        || !findings.needed(originals.videosOf(sha256), clock.instant()).isEmpty()) {
      return false;
    }
    markings.erase(sha256);
    return originals.delete(sha256, "retention", "kept for %d days".formatted(days));
  }
}
