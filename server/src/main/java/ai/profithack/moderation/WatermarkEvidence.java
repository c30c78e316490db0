package ai.profithack.moderation;

import ai.profithack.media.Frame;
import ai.profithack.media.Luma;
import ai.profithack.media.Sampling;
import ai.profithack.watermark.Reading;
import ai.profithack.watermark.Watermarks;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Whether a video carries the invisible mark of this installation. That says whose copy it is, and
/// nothing about what it shows.
@Component
@Order(35)
class WatermarkEvidence implements EvidenceKind {
  private static final String KIND = "watermark";
  private static final String SOURCE = "invisible mark";
  private static final String VERSION = "1";

  private final Watermarks watermarks;

  WatermarkEvidence(Watermarks watermarks) {
    this.watermarks = watermarks;
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Look look(Subject subject) {
    return new Watching(watermarks.reader(subject.facts()));
  }

  private record Watching(Watermarks.Reader reader) implements Look {
    /// The mark needs more pictures, and other ones, than those that stand for the video.
    @Override
    public Optional<Sampling> grey() {
      return Optional.of(reader.sampling());
    }

    @Override
    public void seeGrey(Frame<Luma> frame) {
      reader.see(frame.picture());
    }

    @Override
    public List<Evidence> conclude() throws IOException {
      return List.of(evidence(reader.read()));
    }
  }

  private static Evidence evidence(Reading reading) {
    return reading
        .found()
        .map(found -> {
          var payload = found.payload().hex();
          return Evidence.fact(KIND, SOURCE, VERSION, "It carries the mark %s.".formatted(payload))
              .scored(Math.clamp(found.confidence(), 0.0, 1.0))
              .with(Map.of("payload", payload));
        })
        .orElseGet(() ->
            Evidence.nothing(
                KIND,
                SOURCE,
                VERSION,
                "No mark of this installation can be read in it; one that was destroyed looks the same."));
  }
}
