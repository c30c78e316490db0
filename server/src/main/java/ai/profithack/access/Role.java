package ai.profithack.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What somebody may do. `CREATOR` sees its own figures only; `SERVICE` sends events and asks for
/// analyses.
public enum Role {
  ADMIN,
  MODERATOR,
  FINANCE,
  CREATOR,
  SERVICE;

  /// Why a person or a key cannot have this role with that creator; empty where it can.
  Optional<String> problemWith(@Nullable Long creatorId, KnownCreators creators) {
    if (this == CREATOR && (creatorId == null || creatorId < 1)) {
      return Optional.of(
          "The role creator needs the creator's id: that of the user on the platform.");
    }
    if (this != CREATOR && creatorId != null) {
      return Optional.of("Only the role creator is tied to a creator.");
    }
    if (creatorId != null && !creators.isCreator(creatorId)) {
      return Optional.of(
          "There is no creator with the id %d. It is the id of a user on the platform who publishes; import their videos or send their events first if they are new."
              .formatted(creatorId));
    }
    return Optional.empty();
  }
}
