package ai.profithack.kernel;

/// How it ended that somebody made something their own to look into.
///
/// What nobody has, anybody takes who may see it. What somebody has, a person takes over who says
/// from whom; a program never does.
public sealed interface Taking {
  /// It is theirs now, or was before.
  record Taken() implements Taking {}

  /// Somebody else has it; nothing changed.
  record OwnedBy(String owner) implements Taking {
    public String sentence() {
      return "%s looks into it already. A person who logged in takes it over by naming whom from."
          .formatted(owner);
    }
  }

  /// There is no such thing, or nothing of it is open.
  record NotOpen() implements Taking {}
}
