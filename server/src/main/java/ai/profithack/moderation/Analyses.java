package ai.profithack.moderation;

import ai.profithack.access.CurrentActor;
import ai.profithack.media.Arrival;
import ai.profithack.media.Keeping;
import ai.profithack.media.Originals;
import ai.profithack.media.RemoteFiles;
import ai.profithack.moderation.AnalysisRepository.Request;
import ai.profithack.platform.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Looks at videos: takes them in, has them analysed, and tells what was found.
///
/// An analysis is asked for, waits, runs on whichever server is free, and ends in a verdict or a
/// reason why there is none. Its findings are written once for a file under a policy, however often
/// it is analysed.
@Component
public class Analyses {
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Asked BUSY = new Asked.Busy(Duration.ofSeconds(30));

  private final AnalysisRepository repository;
  private final DeclarationRepository declarations;
  private final FindingRepository findings;
  private final AnalysisWorkers workers;
  private final Originals originals;
  private final RemoteFiles remote;
  private final Directory directory;
  private final CurrentActor current;
  private final Clock clock;
  private final int waitingMax;

  Analyses(
      AnalysisRepository repository,
      DeclarationRepository declarations,
      FindingRepository findings,
      AnalysisWorkers workers,
      Originals originals,
      RemoteFiles remote,
      Directory directory,
      CurrentActor current,
      Clock clock,
      @Value("${PROFITHACK_ANALYSES_WAITING:100}") int waitingMax) {
    this.repository = repository;
    this.declarations = declarations;
    this.findings = findings;
    this.workers = workers;
    this.originals = originals;
    this.remote = remote;
    this.directory = directory;
    this.current = current;
    this.clock = clock;
    this.waitingMax = waitingMax;
  }

  /// How asking for an analysis ended.
  public sealed interface Asked {
    /// It waits, or runs already because somebody asked for the same before.
    record Taken(long analysisId) implements Asked {}

    record UnknownVideo(long videoId) implements Asked {}

    /// `field`: what of the request is wrong; `reason`: why, in one sentence.
    record Unusable(String field, String reason) implements Asked {}

    /// No file of this video is held.
    record NoMedia(long videoId) implements Asked {}

    /// Too many wait already.
    record Busy(Duration retryAfter) implements Asked {}
  }

  /// Has what is at an address analysed as a video.
  public Asked atAddress(long videoId, String url, Origin declared) {
    if (isUnknown(videoId)) {
      return new Asked.UnknownVideo(videoId);
    }
    var problem = remote.problem(url);
    return problem.isPresent()
        ? new Asked.Unusable("videoUrl", problem.orElseThrow())
        : ask(new Request(videoId, null, url, declared, current.name()));
  }

  /// Keeps a file as a video's, and has it analysed. Where too many wait already, nothing of it is
  /// read.
  ///
  /// Errors: [IOException] where it cannot be read to its end.
  public Asked sent(
      long videoId, InputStream content, String fileName, Arrival.Way by, Origin declared)
      throws IOException {
    if (isUnknown(videoId)) {
      return new Asked.UnknownVideo(videoId);
    }
    if (repository.waiting() >= waitingMax) {
      return BUSY;
    }
    return switch (originals.keep(content, new Arrival(videoId, fileName, by, current.name()))) {
      case Keeping.Refused(var reason) -> new Asked.Unusable("file", reason);
      case Keeping.Kept(var original, _) -> ask(videoId, original.sha256(), declared);
    };
  }

  /// Has the newest file that is held of a video analysed, going by what was declared of it last.
  public Asked held(long videoId) {
    if (isUnknown(videoId)) {
      return new Asked.UnknownVideo(videoId);
    }
    return originals
        .newest(videoId)
        .map(newest -> ask(videoId, newest.sha256(), Origin.UNSAID))
        .orElseGet(() -> new Asked.NoMedia(videoId));
  }

  /// The same, unless it was done under the policy in force and by the same declaration already:
  /// then that one.
  public Asked heldOnce(long videoId) {
    return originals
        .newest(videoId)
        .flatMap(newest ->
            repository.newestDone(
                videoId,
                newest.sha256(),
                declarations.of(videoId, newest.sha256()),
                VerdictRules.POLICY_VERSION))
        .<Asked>map(done -> new Asked.Taken(done.analysisId()))
        .orElseGet(() -> held(videoId));
  }

  private Asked ask(long videoId, String sha256, Origin declared) {
    declarations.declare(videoId, sha256, declared, current.name(), clock.instant());
    return ask(
        new Request(videoId, sha256, null, declarations.of(videoId, sha256), current.name()));
  }

  private Asked ask(Request request) {
    var taken =
        repository.request(request, VerdictRules.POLICY_VERSION, clock.instant(), waitingMax);
    if (taken.isEmpty()) {
      return BUSY;
    }
    workers.wake();
    return new Asked.Taken(taken.orElseThrow());
  }

  private boolean isUnknown(long videoId) {
    return directory.videos(List.of(videoId)).isEmpty();
  }

  /// Waits until an analysis has ended, at most so long, and returns it as it is then.
  public Analysis await(long analysisId, Duration atMost) throws InterruptedException {
    var end = System.nanoTime() + atMost.toNanos();
    var analysis = repository.find(analysisId).orElseThrow();
    while (analysis.isUnderWay() && System.nanoTime() < end) {
      Thread.sleep(TICK);
      analysis = repository.find(analysisId).orElseThrow();
    }
    return analysis;
  }

  public Optional<Analysis> find(long analysisId) {
    return repository.find(analysisId);
  }

  /// What an analysis found, in the order in which it was looked for; empty while it runs.
  public List<Evidence> evidence(long analysisId) {
    return repository.evidence(analysisId);
  }

  /// The newest first, those before `before` (null for the newest), of one state or one video where
  /// given.
  public List<Analysis> page(
      @Nullable Long before, Analysis.@Nullable State state, @Nullable Long videoId, int limit) {
    return page(before, AnalysisFilter.of(state, videoId), limit);
  }

  /// The same, of those that a filter lets through.
  public List<Analysis> page(@Nullable Long before, AnalysisFilter filter, int limit) {
    return repository.page(before, filter, limit);
  }

  /// How many there are of each outcome.
  public Map<AnalysisFilter.Outcome, Long> counts() {
    return repository.counts();
  }

  /// What stands about a video.
  ///
  /// `openFlags`: how many nobody has resolved; `raised`: those of them that analyses raised, the
  /// newest first. `queuePriority`: that of its open item. `appealUntil`: of its newest block.
  /// `blockedFiles`: the SHA-256 of each file that is blocked. `unrecognised`: why copies of them
  /// cannot be recognised, those of which that is so.
  public record Standing(
      long openFlags,
      List<OpenFlag> raised,
      @Nullable Long queuePriority,
      @Nullable Instant blockedAt,
      @Nullable Instant appealUntil,
      List<String> blockedFiles,
      List<String> unrecognised) {}

  public Standing standing(long videoId) {
    return findings.standing(videoId);
  }
}
