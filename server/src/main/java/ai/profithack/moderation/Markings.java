package ai.profithack.moderation;

import ai.profithack.access.CurrentActor;
import ai.profithack.media.Decoding;
import ai.profithack.media.LocalFile;
import ai.profithack.media.MadeFiles;
import ai.profithack.media.Original;
import ai.profithack.media.Originals;
import ai.profithack.moderation.MarkingRepository.Request;
import ai.profithack.platform.Brands;
import ai.profithack.platform.Directory;
import ai.profithack.watermark.Lettering;
import ai.profithack.watermark.Mark;
import ai.profithack.watermark.Payload;
import ai.profithack.watermark.Reading;
import ai.profithack.watermark.Watermarks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Has videos marked, keeps the marked files, and says whose video a copy is of.
///
/// A marking is asked for, waits, is made on whichever server is free, and ends in a file or a
/// reason why there is none. Asked for again with the same settings of the same file, it is the
/// same one.
@Component
public class Markings {
  private static final Duration TICK = Duration.ofMillis(100);
  private static final int DRAWS = 20;
  private static final String BOTTOM_RIGHT = "bottom-right";
  static final double SIZE = 0.08;
  static final double OPACITY = 0.85;

  private final MarkingRepository repository;
  private final AnalysisRepository analyses;
  private final MarkingWorkers workers;
  private final Originals originals;
  private final MadeFiles files;
  private final Watermarks watermarks;
  private final Directory directory;
  private final Brands brands;
  private final CurrentActor current;
  private final Clock clock;
  private final int waitingMax;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore readers = new Semaphore(Runtime.getRuntime().availableProcessors());

  Markings(
      MarkingRepository repository,
      AnalysisRepository analyses,
      MarkingWorkers workers,
      Originals originals,
      MadeFiles files,
      Watermarks watermarks,
      Directory directory,
      Brands brands,
      CurrentActor current,
      Clock clock,
      @Value("${PROFITHACK_ANALYSES_WAITING:100}") int waitingMax) {
    this.repository = repository;
    this.analyses = analyses;
    this.workers = workers;
    this.originals = originals;
    this.files = files;
    this.watermarks = watermarks;
    this.directory = directory;
    this.brands = brands;
    this.current = current;
    this.clock = clock;
    this.waitingMax = waitingMax;
  }

  /// How a visible watermark looks; null for what is usual: the creator's brand, or their id where
  /// there is none or none that can be drawn; lower right; from the beginning, to the end. `place`
  /// is a name of [Mark.Place#NAMED].
  public record Look(
      @Nullable String text,
      @Nullable String place,
      @Nullable Double fromSeconds,
      @Nullable Double toSeconds) {
    public static final Look USUAL = new Look(null, null, null, null);
  }

  /// How asking for a watermark ended.
  public sealed interface Asked {
    /// It waits, is being made, or is done.
    record Taken(Marking marking) implements Asked {}

    record UnknownVideo(long videoId) implements Asked {}

    /// `field`: what of the request is wrong; `reason`: why, in one sentence.
    record Unusable(String field, String reason) implements Asked {}

    /// No file of this video is held.
    record NoMedia(long videoId) implements Asked {}

    /// Nobody has said whose video it is, and that is what the mark would say.
    record NoCreator(long videoId) implements Asked {}

    /// Too many wait already.
    record Busy(Duration retryAfter) implements Asked {}
  }

  /// Carries to [#ask] why what is asked for cannot be had.
  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Asked asked;

    Wrong(Asked asked) {
      super(asked.toString());
      this.asked = asked;
    }
  }

  /// Has the newest file that is held of a video marked so that nobody sees it.
  public Asked invisible(long videoId) {
    return ask(
        videoId,
        WatermarkType.INVISIBLE,
        (creator, _) -> Map.of("payload", payload(videoId, required(videoId, creator))));
  }

  /// Has a line drawn into it.
  public Asked visible(long videoId, Look look) {
    return ask(
        videoId,
        WatermarkType.VISIBLE,
        (creator, sha256) -> {
          var settings = settings(videoId, creator, look);
          requireBeforeItsEnd(videoId, sha256, seconds(settings.get("fromSeconds"), 0));
          return settings;
        });
  }

  private interface Settings {
    Map<String, Object> of(@Nullable Long creatorId, String sha256) throws Wrong;
  }

  private Asked ask(long videoId, WatermarkType type, Settings settings) {
    var video = directory.videos(List.of(videoId)).stream().findFirst();
    if (video.isEmpty()) {
      return new Asked.UnknownVideo(videoId);
    }
    var creatorId = video.orElseThrow().creatorId();
    var original = originals.newest(videoId).map(Original::sha256);
    if (original.isEmpty()) {
      return new Asked.NoMedia(videoId);
    }
    try {
      var request =
          new Request(
              videoId,
              creatorId,
              original.orElseThrow(),
              type,
              settings.of(creatorId, original.orElseThrow()),
              current.name());
      var marking = repository.request(request, clock.instant(), waitingMax);
      if (marking.isEmpty()) {
        return new Asked.Busy(Duration.ofSeconds(30));
      }
      workers.wake();
      return new Asked.Taken(marking.orElseThrow());
    } catch (Wrong wrong) {
      return wrong.asked;
    }
  }

  private static long required(long videoId, @Nullable Long creatorId) throws Wrong {
    if (creatorId == null) {
      throw new Wrong(new Asked.NoCreator(videoId));
    }
    return creatorId;
  }

  private String payload(long videoId, long creatorId) {
    for (var i = 0; i < DRAWS; i++) {
      var fresh = Payload.of(random.nextInt()).hex();
      var registered = repository.register(fresh, videoId, creatorId, clock.instant());
      if (registered.isPresent()) {
        return registered.orElseThrow();
      }
    }
    throw new IllegalStateException("no payload is free after %d draws".formatted(DRAWS));
  }

  private Map<String, Object> settings(long videoId, @Nullable Long creatorId, Look look)
      throws Wrong {
    var text = look.text() == null ? usualText(required(videoId, creatorId)) : look.text().strip();
    try {
      var _ = new Mark.Drawn.Text(text);
    } catch (IllegalArgumentException wrong) {
      throw new Wrong(new Asked.Unusable("text", String.valueOf(wrong.getMessage())));
    }
    var missing = Lettering.missing(text);
    if (missing.isPresent()) {
      throw new Wrong(
          new Asked.Unusable(
              "text",
              "The font has no sign for %s: write the name in Latin, Greek, Cyrillic, Arabic or Hebrew letters, or leave the text away for the creator's id."
                  .formatted(missing.orElseThrow())));
    }
    var place = Objects.requireNonNullElse(look.place(), BOTTOM_RIGHT);
    if (!Mark.Place.NAMED.containsKey(place)) {
      throw new Wrong(
          new Asked.Unusable(
              "place", "place is one of " + String.join(", ", Mark.Place.NAMED.keySet()) + "."));
    }
    var from = Objects.requireNonNullElse(look.fromSeconds(), 0.0);
    if (!(from >= 0 && Double.isFinite(from))) {
      throw new Wrong(new Asked.Unusable("fromSeconds", "fromSeconds is a number, 0 or more."));
    }
    var to = look.toSeconds();
    if (to != null && !(to > from && Double.isFinite(to))) {
      throw new Wrong(new Asked.Unusable("toSeconds", "toSeconds is a number above fromSeconds."));
    }
    var settings = new LinkedHashMap<String, Object>();
    settings.put("text", text);
    settings.put("place", place);
    settings.put("fromSeconds", from);
    if (to != null) {
      settings.put("toSeconds", to);
    }
    return settings;
  }

  /// Where nobody looked at the file yet, whoever makes the mark finds out.
  private void requireBeforeItsEnd(long videoId, String sha256, double from) throws Wrong {
    var length = analyses.lengthMillis(videoId, sha256);
    if (from > 0 && length.isPresent() && from * 1_000 >= length.getAsLong()) {
      throw new Wrong(
          new Asked.Unusable(
              "fromSeconds",
              "The video ends after %s seconds, before the text would be seen: fromSeconds is too late."
                  .formatted(BigDecimal.valueOf(length.getAsLong(), 3).toPlainString())));
    }
  }

  private String usualText(long creatorId) {
    return brands
        .of(creatorId)
        .map(Brands.Brand::name)
        .filter(brand -> Lettering.missing(brand).isEmpty())
        .orElse("Creator " + creatorId);
  }

  /// The mark of a marking's settings.
  static Mark mark(Marking marking) {
    var settings = marking.settings();
    return switch (marking.type()) {
      case INVISIBLE -> new Mark.Invisible(new Payload(String.valueOf(settings.get("payload"))));
      case VISIBLE ->
          new Mark.Visible(
              new Mark.Drawn.Text(String.valueOf(settings.get("text"))),
              Objects.requireNonNull(Mark.Place.NAMED.get(String.valueOf(settings.get("place")))),
              SIZE,
              OPACITY,
              seconds(settings.get("fromSeconds"), 0),
              seconds(settings.get("toSeconds"), Double.POSITIVE_INFINITY));
    };
  }

  static double seconds(@Nullable Object setting, double otherwise) {
    return setting instanceof Number number ? number.doubleValue() : otherwise;
  }

  /// Waits until a marking has ended, at most so long, and returns it as it is then.
  public Marking await(long markingId, Duration atMost) throws InterruptedException {
    var end = System.nanoTime() + atMost.toNanos();
    var marking = repository.find(markingId).orElseThrow();
    while (marking.isUnderWay() && System.nanoTime() < end) {
      Thread.sleep(TICK);
      marking = repository.find(markingId).orElseThrow();
    }
    return marking;
  }

  public Optional<Marking> find(long markingId) {
    return repository.find(markingId);
  }

  /// The newest first, those before `before` (null for the newest), of one video where given.
  public List<Marking> page(@Nullable Long before, @Nullable Long videoId, int limit) {
    return repository.page(before, videoId, limit);
  }

  /// The marked file; empty where there is none, or none any more.
  public Optional<LocalFile> file(Marking marking) throws IOException {
    var made = marking.madeSha256();
    return marking.state() == Marking.State.DONE && made != null
        ? files.open(made)
        : Optional.empty();
  }

  /// Whether [#file] has something to give.
  public boolean hasFile(Marking marking) throws IOException {
    var made = marking.madeSha256();
    return marking.state() == Marking.State.DONE && made != null && files.isKept(made);
  }

  /// Deletes the marked files that a crash left and that no marking knows. Returns how many.
  int sweep() throws IOException {
    return files.sweep(repository::madeAmong);
  }

  /// Deletes whatever was made of an original that is about to be deleted. Safe to repeat.
  @Transactional
  void erase(String sha256) {
    for (var made : repository.erase(sha256, clock.instant())) {
      try {
        files.delete(made);
      } catch (IOException failure) {
        throw new UncheckedIOException("the marked file cannot be deleted", failure);
      }
    }
  }

  boolean isUnderWay(String sha256) {
    return repository.isUnderWay(sha256);
  }

  /// What a file says about whose it is. `confidence`: per cent of what was read that agrees with
  /// the payload's word, about 65 where it is only just readable; no probability.
  public sealed interface Whose {
    /// A copy of a video that was marked here; `markedAt`: when the payload was given to it.
    record Known(String payload, long videoId, long creatorId, Instant markedAt, double confidence)
        implements Whose {}

    /// This installation's key made the mark, but not for a video of this database.
    record Unregistered(String payload, double confidence) implements Whose {}

    /// None was found, which is not the same as that there never was one.
    record NotFound(int pictures) implements Whose {}

    /// The file cannot be looked at. `reason`: one sentence.
    record Unreadable(String reason) implements Whose {}

    /// Too many files are being read just now.
    record Busy(Duration retryAfter) implements Whose {}
  }

  /// Reads whose video a file is a copy of. Nothing of the file is kept.
  ///
  /// Errors: [IOException] where it cannot be read to its end;
  /// [ai.profithack.media.DecoderUnavailable] where no ffmpeg runs here.
  public Whose whose(InputStream content) throws IOException, InterruptedException {
    if (!readers.tryAcquire(10, TimeUnit.SECONDS)) {
      return new Whose.Busy(Duration.ofSeconds(30));
    }
    try {
      return read(content);
    } finally {
      readers.release();
    }
  }

  private Whose read(InputStream content) throws IOException, InterruptedException {
    var file = files.unfinished(".read");
    try {
      Files.copy(content, file);
      return switch (watermarks.read(file)) {
        case Decoding.Refused<Reading>(var reason) -> new Whose.Unreadable(reason);
        case Decoding.Decoded<Reading>(var reading) -> whose(reading);
      };
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Whose whose(Reading reading) {
    if (reading.found().isEmpty()) {
      return new Whose.NotFound(reading.frames());
    }
    var payload = reading.found().orElseThrow().payload().hex();
    var confidence = 100 * reading.confidence();
    return repository
        .registered(payload)
        .<Whose>map(known ->
            new Whose.Known(
                payload, known.videoId(), known.creatorId(), known.registeredAt(), confidence))
        .orElseGet(() -> new Whose.Unregistered(payload, confidence));
  }
}
