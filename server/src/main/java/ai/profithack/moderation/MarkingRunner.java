package ai.profithack.moderation;

import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.MadeFiles;
import ai.profithack.media.Originals;
import ai.profithack.moderation.MarkingRepository.Made;
import ai.profithack.provenance.CredentialSigner;
import ai.profithack.provenance.Edit;
import ai.profithack.provenance.UnsignableFile;
import ai.profithack.watermark.Marked;
import ai.profithack.watermark.Watermarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Makes one marked file, from its original to its address: marked, read back, signed, kept.
@Component
class MarkingRunner {
  private static final Logger LOG = LoggerFactory.getLogger(MarkingRunner.class);
  private static final Set<String> STILLS = Set.of("png", "jpeg", "webp");
  private static final int SIGNING = 95;

  private final MarkingRepository markings;
  private final Originals originals;
  private final MadeFiles files;
  private final Decoder decoder;
  private final Watermarks watermarks;
  private final CredentialSigner signer;
  private final Clock clock;

  MarkingRunner(
      MarkingRepository markings,
      Originals originals,
      MadeFiles files,
      Decoder decoder,
      Watermarks watermarks,
      CredentialSigner signer,
      Clock clock) {
    this.markings = markings;
    this.originals = originals;
    this.files = files;
    this.decoder = decoder;
    this.watermarks = watermarks;
    this.signer = signer;
    this.clock = clock;
  }

  /// Makes the marked file of a marking that this worker has claimed.
  void run(Marking marking, String worker, Progress progress)
      throws WorkFailed, IOException, InterruptedException {
    try {
      make(marking, worker, progress);
    } catch (UnsignableFile unsignable) {
      throw new WorkFailed("It could not be signed: " + unsignable.getMessage());
    }
  }

  void fail(Marking marking, String worker, Failure failure) {
    markings.fail(marking.markingId(), worker, failure, clock.instant());
  }

  private void make(Marking marking, String worker, Progress progress)
      throws WorkFailed, UnsignableFile, IOException, InterruptedException {
    try (var original =
        originals
            .open(marking.sha256())
            .orElseThrow(() -> new WorkFailed("The file is not held any more; send it again."))) {
      make(marking, original.path(), worker, progress);
    }
  }

  private void make(Marking marking, Path original, String worker, Progress progress)
      throws WorkFailed, UnsignableFile, IOException, InterruptedException {
    var facts = or(decoder.probe(original));
    if (begins(marking) > 0 && begins(marking) * 1_000 >= facts.lengthMillis().orElse(0)) {
      throw new WorkFailed(
          "The video ends before the text would be seen: fromSeconds is too late.");
    }
    // Only these two can carry content credentials.
    var still = STILLS.contains(facts.container());
    var out = files.unfinished(still ? ".jpg" : ".mp4");
    try {
      var marked =
          or(
              watermarks.embed(
                  original,
                  out,
                  List.of(Markings.mark(marking)),
                  share -> progress.at("Marking", (int) (SIGNING * share))));
      if (!marked.readable()) {
        throw new WorkFailed(
            "This file holds no invisible watermark that could be read back: there is too little even ground, or too little time.");
      }
      progress.at("Signing", SIGNING);
      signer.sign(
          out,
          out,
          original,
          "Video " + marking.videoId(),
          still ? List.of(Edit.EDITED) : List.of(Edit.EDITED, Edit.TRANSCODED));
      keep(marking, worker, out, marked, still ? "image/jpeg" : "video/mp4");
    } finally {
      Files.deleteIfExists(out);
    }
  }

  private void keep(Marking marking, String worker, Path out, Marked marked, String mediaType)
      throws IOException {
    var sha256 = files.keep(out);
    var kept = false;
    try {
      kept =
          markings.finish(
              marking,
              worker,
              new Made(
                  sha256,
                  mediaType,
                  data(marking, sha256, mediaType, marked),
                  "/api/moderation/watermarks/%d/file".formatted(marking.markingId())),
              clock.instant());
    } finally {
      if (!kept) {
        files.delete(sha256);
        LOG.warn("Marking {} was taken over or ended by somebody else.", marking.markingId());
      }
    }
  }

  private static Map<String, Object> data(
      Marking marking, String sha256, String mediaType, Marked marked) {
    var data = new LinkedHashMap<String, Object>(marking.settings());
    var creator = marking.creatorId();
    if (creator != null) {
      data.put("creatorId", creator);
    }
    data.put("originalSha256", marking.sha256());
    data.put("sha256", sha256);
    data.put("mediaType", mediaType);
    data.put("frames", marked.frames());
    if (Double.isFinite(marked.psnrDb())) {
      data.put("psnrDb", Math.round(100 * marked.psnrDb()) / 100.0);
    }
    return data;
  }

  private static double begins(Marking marking) {
    return Markings.seconds(marking.settings().get("fromSeconds"), 0);
  }

  private static <T> T or(Decoding<T> decoding) throws WorkFailed {
    return switch (decoding) {
      case Decoding.Refused<T>(var reason) -> throw new WorkFailed(reason);
      case Decoding.Decoded<T>(var value) -> value;
    };
  }
}
