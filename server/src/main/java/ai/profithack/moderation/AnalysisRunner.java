package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;

import ai.profithack.media.Arrival;
import ai.profithack.media.Decoder;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Keeping;
import ai.profithack.media.MediaFacts;
import ai.profithack.media.Originals;
import ai.profithack.media.RemoteFiles;
import ai.profithack.media.RemoteFiles.Fetching;
import ai.profithack.moderation.EvidenceKind.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Does one analysis from its file to its verdict.
@Component
class AnalysisRunner {
  private static final Logger LOG = LoggerFactory.getLogger(AnalysisRunner.class);
  private static final int REASON_MAX = 255;

  private final AnalysisRepository analyses;
  private final FindingRepository findings;
  private final Originals originals;
  private final RemoteFiles remote;
  private final Decoder decoder;
  private final Observation observation;
  private final TransactionTemplate transaction;
  private final Clock clock;

  AnalysisRunner(
      AnalysisRepository analyses,
      FindingRepository findings,
      Originals originals,
      RemoteFiles remote,
      Decoder decoder,
      Observation observation,
      TransactionTemplate transaction,
      Clock clock) {
    this.analyses = analyses;
    this.findings = findings;
    this.originals = originals;
    this.remote = remote;
    this.decoder = decoder;
    this.observation = observation;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// Carries to [#run] why an analysis ends without a verdict.
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String sentence) {
      super(sentence);
    }
  }

  /// Runs an analysis that this worker has claimed, to its end, whichever that is.
  void run(Analysis analysis, String worker, Progress progress) throws InterruptedException {
    try {
      finish(analysis, worker, progress);
    } catch (Failed failed) {
      fail(analysis, worker, String.valueOf(failed.getMessage()));
    } catch (DecoderUnavailable missing) {
      fail(analysis, worker, String.valueOf(missing.getMessage()));
    } catch (IOException | RuntimeException unexpected) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the server ends");
      }
      LOG.error("Analysis {} failed.", analysis.analysisId(), unexpected);
      fail(
          analysis,
          worker,
          "It failed for a reason of the server's, which its log says. Ask for it again.");
    }
  }

  private void finish(Analysis asked, String worker, Progress progress)
      throws Failed, IOException, InterruptedException {
    var sha256 = asked.sha256() == null ? fetch(asked, progress) : asked.sha256();
    try (var file =
        originals
            .open(sha256)
            .orElseThrow(() -> new Failed("The file is not held any more; send it again."))) {
      judge(asked.analysisId(), sha256, file.path(), worker, progress);
    }
  }

  private void judge(long analysisId, String sha256, Path file, String worker, Progress progress)
      throws Failed, IOException, InterruptedException {
    var facts = or(decoder.probe(file));
    var analysis = analyses.find(analysisId).orElseThrow();
    var all = or(observation.observe(subject(analysis, sha256, file, facts), progress));
    var deepfake = DeepfakeRules.combine(all);
    var verdict = VerdictRules.decide(all, deepfake);
    progress.at("Verdict", 97);
    var version = decoder.version();
    var written =
        transaction.execute(
            _ -> write(analysis, worker, facts(facts, version), all, verdict, deepfake));
    if (!Boolean.TRUE.equals(written)) {
      LOG.warn("Analysis {} was taken over by another worker.", analysis.analysisId());
    }
  }

  private static Subject subject(Analysis analysis, String sha256, Path file, MediaFacts facts) {
    return new Subject(
        analysis.videoId(), sha256, file, facts, analysis.declared(), analysis.analysisId());
  }

  /// Evidence, verdict and what follows from it, all or nothing.
  private boolean write(
      Analysis analysis,
      String worker,
      Analysis.Facts facts,
      List<Evidence> all,
      Verdict verdict,
      Deepfake deepfake) {
    var now = clock.instant();
    if (!analyses.finish(analysis.analysisId(), worker, facts, verdict, deepfake, now)) {
      return false;
    }
    analyses.writeEvidence(analysis.analysisId(), all);
    findings.detection(analysis, deepfake, FlaggedRegion.of(deepfake, all), now);
    var news = false;
    for (var flag : verdict.flags()) {
      news |= findings.flag(analysis, flag, now);
    }
    // What was decided about these flags before stays decided.
    if (news) {
      findings.queue(analysis, worst(verdict), notes(analysis, verdict), now);
    }
    if (deepfake.isDeepfake()) {
      var reason = "Deepfake: " + deepfake.sentence();
      findings.block(analysis, reason.substring(0, Math.min(REASON_MAX, reason.length())), now);
    }
    return true;
  }

  private static Severity worst(Verdict verdict) {
    return requireNonNull(verdict.severity());
  }

  private static String notes(Analysis analysis, Verdict verdict) {
    return verdict.flags().stream()
        .map(flag -> flag.type().title() + ": " + flag.description())
        .collect(Collectors.joining("\n", "Analysis %d\n".formatted(analysis.analysisId()), ""));
  }

  private String fetch(Analysis analysis, Progress progress) throws Failed {
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
      case Fetching.Refused<Keeping>(var reason) -> throw new Failed(reason);
      case Fetching.Fetched<Keeping>(Keeping.Refused(var reason), _) -> throw new Failed(reason);
      case Fetching.Fetched<Keeping>(Keeping.Kept(var original, _), _) -> {
        if (!analyses.fetched(analysis.analysisId(), original.sha256(), withoutQuery(url))) {
          throw new Failed("The same file of this video is being analysed already.");
        }
        yield original.sha256();
      }
    };
  }

  private void fail(Analysis analysis, String worker, String sentence) {
    analyses.fail(
        analysis.analysisId(),
        worker,
        sentence,
        analysis.sourceUrl() == null ? "" : withoutQuery(analysis.sourceUrl()),
        clock.instant());
  }

  private static <T> T or(Decoding<T> decoding) throws Failed {
    return switch (decoding) {
      case Decoding.Refused<T>(var reason) -> throw new Failed(reason);
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
