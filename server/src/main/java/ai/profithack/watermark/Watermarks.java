package ai.profithack.watermark;

import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import ai.profithack.media.Footage;
import ai.profithack.media.Luma;
import ai.profithack.media.MediaFacts;
import ai.profithack.media.Planes;
import ai.profithack.media.Sampling;
import ai.profithack.media.Taking;
import ai.profithack.media.Transcoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Puts marks into recordings and stills, and reads the invisible one back from any copy.
///
/// What [Transcoder] says about the files that are made holds here. The invisible mark is read
/// without the original; only the key that it was made with reads it. It traces copies: it is no
/// proof in a dispute, for whoever has many marked files, or the key, can remove or forge it.
///
/// Errors: [ai.profithack.media.DecoderUnavailable] where no ffmpeg runs here; [IOException] where
/// files cannot be read or written; [IllegalStateException] where the key cannot be had.
@Component
public class Watermarks {
  /// Pictures with a shorter side below this are too small for the invisible mark.
  public static final int SIDE_LEAST = 180;

  private static final double SAMPLES_PER_SECOND = 8;
  private static final double SAMPLES = 960;
  private static final double PEAK = 255;
  private static final double[] GAINS = {1, 1.4, 2};

  private final Decoder decoder;
  private final Transcoder transcoder;
  private final KeyFile keys;
  private @Nullable Pattern pattern;

  /// `key`: empty for the one that is kept in `home`, the data folder.
  @Autowired
  public Watermarks(
      Decoder decoder,
      Transcoder transcoder,
      @Value("${PROFITHACK_WATERMARK_KEY:}") String key,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    this.decoder = decoder;
    this.transcoder = transcoder;
    this.keys = new KeyFile(key, home);
  }

  /// Makes `out` of `in` with all the marks, in one go. `progress` is told the share that is done,
  /// 0 to 1.
  ///
  /// Errors: [IllegalArgumentException] where a logo or a text cannot be drawn.
  public Decoding<Marked> embed(Path in, Path out, List<Mark> marks, DoubleConsumer progress)
      throws IOException, InterruptedException {
    if (marks.isEmpty()) {
      throw new IllegalArgumentException("There is no mark to embed.");
    }
    if (marks.stream().filter(Mark.Invisible.class::isInstance).count() > 1) {
      throw new IllegalArgumentException("A file takes one invisible mark, not two.");
    }
    return switch (decoder.probe(in)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) -> {
        var invisible = marks.stream().anyMatch(Mark.Invisible.class::isInstance);
        if (invisible && Math.min(facts.width(), facts.height()) < SIDE_LEAST) {
          yield new Refused<>(
              "The picture has %d × %d pixels; an invisible mark needs %d on the shorter side."
                  .formatted(facts.width(), facts.height(), SIDE_LEAST));
        }
        // What cannot be drawn is said before anything is made.
        new Painter(marks, 1).prepare(facts.width(), facts.height());
        yield facts.lengthMillis().isEmpty() && invisible
            ? asStrongAsItTakes(in, out, marks, progress)
            : embed(in, out, new Painter(marks, 1), progress);
      }
    };
  }

  /// One picture alone says less than a recording: it is marked stronger until it can be read.
  private Decoding<Marked> asStrongAsItTakes(
      Path in, Path out, List<Mark> marks, DoubleConsumer progress)
      throws IOException, InterruptedException {
    Decoding<Marked> ending = new Refused<>("Nothing was made.");
    for (var gain : GAINS) {
      ending = embed(in, out, new Painter(marks, gain), progress);
      if (!(ending instanceof Decoded<Marked>(var marked)) || marked.readable()) {
        break;
      }
    }
    return ending;
  }

  private Decoding<Marked> embed(Path in, Path out, Painter painter, DoubleConsumer progress)
      throws IOException, InterruptedException {
    return switch (transcoder.transcode(in, out, painter, progress)) {
      case Refused<Footage>(var reason) -> new Refused<>(reason);
      case Decoded<Footage>(var footage) -> marked(in, out, painter, footage);
    };
  }

  /// Reads the invisible mark of a copy, however it was scaled, cut a little, mirrored or encoded.
  public Decoding<Reading> read(Path file) throws IOException, InterruptedException {
    return switch (decoder.probe(file)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) -> read(file, facts);
    };
  }

  private Decoding<Marked> marked(Path in, Path out, Painter painter, Footage footage)
      throws IOException, InterruptedException {
    return switch (transcoder.difference(in, out)) {
      case Refused<Double>(var reason) -> new Refused<>(reason);
      case Decoded<Double>(var psnr) ->
          new Decoded<>(
              new Marked(
                  psnr, painter.psnr(), footage.frames(), painter.readable(out), footage.facts()));
    };
  }

  private Decoding<Reading> read(Path file, MediaFacts facts)
      throws IOException, InterruptedException {
    var reader = reader(facts);
    var taking = new Taking.Grey(reader.sampling(), frame -> reader.see(frame.picture()));
    return switch (decoder.take(file, facts, List.of(taking))) {
      case Refused<Footage>(var reason) -> new Refused<>(reason);
      case Decoded<Footage> _ -> new Decoded<>(reader.read());
    };
  }

  /// Reads the invisible mark of a copy that somebody else decodes: it is to be shown the
  /// brightness of the pictures that it asks for, of the whole recording.
  public Reader reader(MediaFacts facts) {
    return new Reader(facts);
  }

  /// See [#reader]. Used by one thread at a time.
  public final class Reader {
    private final Sampling sampling;
    private final Views views = new Views();
    private int pictures;

    private Reader(MediaFacts facts) {
      var shorter = Math.min(facts.width(), facts.height());
      var longer = Math.max(facts.width(), facts.height());
      // A picture that is framed by bars shows less than its size says: it is read in more detail.
      var side = Math.min(longer, Math.round(2f * Residue.LINES * longer / shorter));
      var seconds = facts.lengthMillis().orElse(1) / 1_000.0;
      sampling = Sampling.of(Math.min(SAMPLES_PER_SECOND, SAMPLES / seconds)).within(side);
    }

    /// Which pictures it needs.
    public Sampling sampling() {
      return sampling;
    }

    /// Takes the next one.
    public void see(Luma picture) {
      views.add(picture);
      pictures++;
    }

    /// What all of them say.
    public Reading read() throws IOException {
      var search = new Search(pattern());
      var found =
          views.residues().stream()
              .map(search::read)
              .flatMap(Optional::stream)
              .findFirst()
              .map(hit ->
                  new Reading.Found(
                      hit.word().payload(),
                      Math.max(0, hit.word().likelihood()),
                      hit.deviations(),
                      hit.geometry()));
      return new Reading(found, pictures);
    }
  }

  private synchronized Pattern pattern() throws IOException {
    var known = pattern;
    if (known == null) {
      known = new Pattern(keys.key());
      pattern = known;
    }
    return known;
  }

  /// Puts all marks on each picture.
  private final class Painter implements Consumer<Planes> {
    private final List<Mark> marks;
    private final double gain;
    private final List<Stamp> stamps = new ArrayList<>();
    private @Nullable Marker marker;
    private int width;
    private int height;
    private double changed;
    private double values;

    Painter(List<Mark> marks, double gain) {
      this.marks = marks;
      this.gain = gain;
    }

    @Override
    public void accept(Planes planes) {
      try {
        prepare(planes.width(), planes.height());
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
      stamps.forEach(stamp -> stamp.blend(planes));
      if (marker != null) {
        changed += marker.mark(planes.luma());
        values += planes.luma().length;
      }
    }

    void prepare(int ofWidth, int ofHeight) throws IOException {
      if (width == ofWidth && height == ofHeight) {
        return;
      }
      width = ofWidth;
      height = ofHeight;
      stamps.clear();
      for (var mark : marks) {
        switch (mark) {
          case Mark.Visible visible -> stamps.add(new Stamp(visible, width, height));
          case Mark.Invisible(var payload) ->
              marker = new Marker(width, height, pattern().tile(payload), gain);
        }
      }
    }

    /// Whether the payload, if there is one, is read out of the file.
    boolean readable(Path file) throws IOException, InterruptedException {
      var payload =
          marks.stream()
              .filter(Mark.Invisible.class::isInstance)
              .map(mark -> ((Mark.Invisible) mark).payload())
              .findFirst();
      return payload.isEmpty()
          || (read(file) instanceof Decoded<Reading>(var reading)
              && reading.found().map(Reading.Found::payload).equals(payload));
    }

    double psnr() {
      return 10 * Math.log10(PEAK * PEAK / (changed / Math.max(1, values)));
    }
  }
}
