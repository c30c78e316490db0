package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;

import ai.profithack.access.AuditTrail;
import ai.profithack.kernel.Printable;
import ai.profithack.media.Arrival;
import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Keeping;
import ai.profithack.media.MediaFacts;
import ai.profithack.media.Originals;
import ai.profithack.media.RemoteFiles;
import ai.profithack.media.RemoteFiles.Fetching;
import ai.profithack.moderation.AnalysisRepository.Result;
import ai.profithack.moderation.EvidenceKind.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Does one analysis from its file to its verdict.
@Component
class AnalysisRunner {
  private static final int REASON_MAX = 255;

  private final AnalysisRepository analyses;
  private final DeclarationRepository declarations;
  private final FindingRepository findings;
  private final Originals originals;
  private final RemoteFiles remote;
  private final Decoder decoder;
  private final Observation observation;
  private final AuditTrail audit;
  private final TransactionTemplate transaction;
  private final Clock clock;

  AnalysisRunner(
      AnalysisRepository analyses,
      DeclarationRepository declarations,
      FindingRepository findings,
      Originals originals,
      RemoteFiles remote,
      Decoder decoder,
      Observation observation,
      AuditTrail audit,
      TransactionTemplate transaction,
      Clock clock) {
    this.analyses = analyses;
    this.declarations = declarations;
    this.findings = findings;
    this.originals = originals;
    this.remote = remote;
    this.decoder = decoder;
    this.observation = observation;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// Does an analysis that this worker has claimed, to its verdict.
  void run(Analysis asked, String worker, Progress progress)
      throws WorkFailed, IOException, InterruptedException {
    if (asked.sha256() == null && !fetch(asked, worker, progress)) {
      return;
    }
    // Again where somebody declared something else of it meanwhile.
    for (var mine = analyses.inHands(asked.analysisId(), worker);
        mine.isPresent();
        mine = analyses.inHands(asked.analysisId(), worker)) {
      judge(mine.orElseThrow(), worker, progress);
    }
  }

  private void judge(Analysis analysis, String worker, Progress progress)
      throws WorkFailed, IOException, InterruptedException {
    try (var file =
        originals
            .open(requireNonNull(analysis.sha256()))
            .orElseThrow(() -> new WorkFailed("The file is not held any more; send it again."))) {
      judge(analysis, file.path(), worker, progress);
    }
  }

  private void judge(Analysis analysis, Path file, String worker, Progress progress)
      throws IOException, InterruptedException {
    var sha256 = requireNonNull(analysis.sha256());
    progress.at("Provenance and metadata", 5);
    var read = observation.read(file);
    try {
      var facts = or(decoder.probe(file));
      var all = new ArrayList<>(read);
      all.addAll(or(observation.observe(subject(analysis, sha256, file, facts), progress)));
      progress.at("Verdict", 97);
      var deepfake = DeepfakeRules.combine(all);
      var result =
          new Result(
              facts(facts, decoder.version()), all, VerdictRules.decide(all, deepfake), deepfake);
      transaction.executeWithoutResult(_ -> write(analysis, worker, result));
    } catch (WorkFailed undecodable) {
      // What it said of itself before anybody failed at it is kept.
      transaction.executeWithoutResult(_ -> {
        if (fail(analysis, worker, undecodable.failure())) {
          analyses.writeEvidence(analysis.analysisId(), read);
        }
      });
    }
  }

  private static Subject subject(Analysis analysis, String sha256, Path file, MediaFacts facts) {
    return new Subject(
        analysis.videoId(), sha256, file, facts, analysis.declared(), analysis.analysisId());
  }

  /// Evidence, verdict and what follows from it, all or nothing.
  private void write(Analysis analysis, String worker, Result result) {
    var now = clock.instant();
    if (!analyses.finish(analysis, worker, result, now)) {
      return;
    }
    var verdict = result.verdict();
    var deepfake = result.deepfake();
    findings.detection(analysis, deepfake, FlaggedRegion.of(deepfake, result.evidence()), now);
    var news = false;
    for (var flag : verdict.flags()) {
      news |= findings.flag(analysis, flag, now);
    }
    var blocked = deepfake.isDeepfake() && findings.block(analysis, reason(deepfake), now);
    // What was decided about these flags before stays decided.
    if (news || blocked) {
      findings.queue(analysis, worst(verdict), notes(analysis, verdict), now);
    }
    if (blocked) {
      audit.record(
          "block.automatic",
          "video " + analysis.videoId(),
          Map.of(
              "analysis",
              analysis.analysisId(),
              "file",
              requireNonNull(analysis.sha256()),
              "policy",
              analysis.policyVersion(),
              "confidence",
              deepfake.confidence(),
              "reason",
              reason(deepfake)));
    }
  }

  private static String reason(Deepfake deepfake) {
    return Printable.of("Deepfake: " + deepfake.sentence(), REASON_MAX);
  }

  private static Severity worst(Verdict verdict) {
    return requireNonNull(verdict.severity());
  }

  private static String notes(Analysis analysis, Verdict verdict) {
    return verdict.flags().stream()
        .map(flag -> flag.title() + ": " + flag.description())
        .collect(Collectors.joining("\n", "Analysis %d\n".formatted(analysis.analysisId()), ""));
  }

  /// False where it ended in another analysis, or is somebody else's by now.
  private boolean fetch(Analysis analysis, String worker, Progress progress) throws WorkFailed {
    progress.at("Fetching", 2);
    var url = requireNonNull(analysis.sourceUrl());
    var fetched =
        remote.fetch(
            url,
            content ->
                originals.keep(
                    content,
                    new Arrival(
                        analysis.videoId(),
                        lastPart(url),
                        Arrival.Way.URL,
                        analysis.requestedBy())));
    return switch (fetched) {
      case Fetching.Refused<Keeping>(var reason) -> throw new WorkFailed(reason);
      case Fetching.Fetched<Keeping>(Keeping.Refused(var reason)) -> throw new WorkFailed(reason);
      case Fetching.Fetched<Keeping>(Keeping.Kept(var original, _)) ->
          goesOn(analysis, worker, original.sha256());
    };
  }

  private boolean goesOn(Analysis asked, String worker, String sha256) {
    // Whoever joined it while it was fetched may have declared something.
    var analysis = analyses.inHands(asked.analysisId(), worker).orElse(asked);
    var now = clock.instant();
    declarations.declare(
        analysis.videoId(), sha256, analysis.declared(), analysis.requestedBy(), now);
    var declared = declarations.of(analysis.videoId(), sha256);
    var url = withoutQuery(requireNonNull(asked.sourceUrl()));
    return switch (analyses.fetched(analysis.analysisId(), worker, sha256, declared, url, now)) {
      case ITS_OWN -> true;
      case JOINED, LOST -> false;
    };
  }

  /// False where it is not this worker's any more: then nothing was written.
  boolean fail(Analysis analysis, String worker, Failure failure) {
    return analyses.fail(
        analysis.analysisId(),
        worker,
        failure,
        analysis.sourceUrl() == null ? "" : withoutQuery(analysis.sourceUrl()),
        clock.instant());
  }

  private static <T> T or(Decoding<T> decoding) throws WorkFailed {
    return switch (decoding) {
      case Decoding.Refused<T>(var reason) -> throw new WorkFailed(reason);
      case Decoded<T>(var value) -> value;
    };
  }

  private static Analysis.Facts facts(MediaFacts facts, String version) {
    return new Analysis.Facts(
        facts.container(),
        facts.videoCodec(),
        facts.audioCodec(),
        facts.width(),
        facts.height(),
        facts.lengthMillis().isPresent() ? facts.lengthMillis().getAsLong() : null,
        version);
  }

  private static String lastPart(String url) {
    var path = withoutQuery(url);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// What follows the question mark may be a permission to fetch, and is no longer needed.
  static String withoutQuery(String url) {
    return url.replaceFirst("[?#].*", "");
  }
}
