package ai.profithack.moderation;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import ai.profithack.watermark.Reading;
import ai.profithack.watermark.Watermarks;
import java.util.List;
import java.util.Map;
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
    // The mark needs more pictures, and other ones, than are shown here: it reads the file itself.
    return () ->
        List.of(
            switch (watermarks.read(subject.file())) {
              case Refused<Reading>(var reason) -> Evidence.unavailable(KIND, SOURCE, reason);
              case Decoded<Reading>(var reading) -> evidence(reading);
            });
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
