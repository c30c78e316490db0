package ai.profithack.moderation;

import java.util.List;
import java.util.Optional;

/// How strongly the evidence says that a recording shows what never happened.
///
/// - `confidence`: 0 to 100, two decimals; see [DeepfakeRules] for how it comes about.
/// - `parts`: what each family of evidence contributes, the strongest first.
public record Deepfake(double confidence, List<Part> parts) {
  /// Above this it is blocked.
  public static final double BLOCKED_ABOVE = 80;

  /// From here on it waits for a person.
  public static final double HELD_FROM = 50;

  /// What the figure says and does not say; printed wherever it is.
  public static final String MEANING =
      "The confidence is the strength of the evidence, not the probability of a fake: each kind of evidence counts at most 80, and only two kinds that do not depend on each other, each of 50 or more, go beyond. Above 80 a video is blocked and its creator may appeal, from 50 it waits for a person. No forensics of faces take part: no detector that is to be had here holds up on unseen videos, so a low figure does not say that a video is genuine.";

  public Deepfake {
    parts = List.copyOf(parts);
  }

  /// Kinds of evidence that depend on one another.
  public enum Family {
    /// Content credentials, and what the sender declares.
    SAID("What it says of itself"),
    /// It shows what was found to be a fake before.
    KNOWN("Confirmed fakes");

    private final String title;

    Family(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /// `strength`: 0 to 0.8. `places`: the evidence that it rests on. `sentence`: for people.
  public record Part(Family family, double strength, String sentence, List<Integer> places) {}

  public boolean isDeepfake() {
    return confidence > BLOCKED_ABOVE;
  }

  public boolean isHeld() {
    return confidence >= HELD_FROM && confidence <= BLOCKED_ABOVE;
  }

  Optional<Severity> severity() {
    if (isDeepfake()) {
      return Optional.of(Severity.CRITICAL);
    }
    return isHeld() ? Optional.of(Severity.HIGH) : Optional.empty();
  }

  String sentence() {
    return "The evidence for a fake has a strength of %.2f of 100: %s"
        .formatted(
            confidence, String.join(" ", parts.stream().map(Part::sentence).distinct().toList()));
  }
}
