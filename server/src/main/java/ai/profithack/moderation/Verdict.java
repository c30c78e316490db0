package ai.profithack.moderation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows from the evidence, by rules that can be read.
///
/// - `severity`: of the worst flag; null where there is none.
/// - `description`: one paragraph for people, which says too what was not looked at.
/// - `recommendations`: what to do, the most urgent first.
public record Verdict(
    boolean isSafe,
    @Nullable Severity severity,
    List<Flag> flags,
    String description,
    List<String> recommendations,
    boolean aiReviewed) {
  public Verdict {
    flags = List.copyOf(flags);
    recommendations = List.copyOf(recommendations);
  }

  /// Whether nobody should see its pictures without having asked for them: it is known to be bad,
  /// or what is sexual or about children in it is critical.
  public boolean toBeCovered() {
    return flags.stream().anyMatch(Flag::toBeCovered);
  }

  /// `places`: which of the evidence it rests on, counted from 0. `label`: what it is called where
  /// its type alone would say too much; null for the type's own title.
  public record Flag(
      FlagType type,
      Severity severity,
      String description,
      List<Integer> places,
      @Nullable String label) {
    public Flag(FlagType type, Severity severity, String description, List<Integer> places) {
      this(type, severity, description, places, null);
    }

    Flag called(@Nullable String other) {
      return new Flag(type, severity, description, places, other);
    }

    private boolean toBeCovered() {
      return switch (type) {
        case KNOWN_BAD -> true;
        case SEXUAL_CONTENT, CHILD_SAFETY -> severity == Severity.CRITICAL;
        case VIOLENCE,
            HATE,
            MISINFORMATION,
            COPYRIGHT,
            SPAM,
            HARASSMENT,
            PREVIOUSLY_BLOCKED,
            DEEPFAKE,
            NOT_LOOKED_AT ->
            false;
      };
    }

    /// For people.
    public String title() {
      return label == null ? type.title() : label;
    }
  }
}
