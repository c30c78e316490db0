package ai.profithack.access;

import org.jspecify.annotations.Nullable;

/// Who is asking: a person at a page, or a program with an API key.
///
/// `name` is how the audit trail calls it: the login, or `key:` and the key's id. `creatorId` is
/// set exactly for the role [Role#CREATOR].
public record Actor(
    String name,
    Role role,
    @Nullable Long personId,
    @Nullable Long creatorId,
    boolean mustChangePassword) {
  public Actor {
    if ((role == Role.CREATOR) != (creatorId != null)) {
      throw new IllegalArgumentException(
          "%s has role %s and creator %s".formatted(name, role, creatorId));
    }
  }

  /// True for a person who logged in, false for an API key.
  public boolean isPerson() {
    return personId != null;
  }

  public boolean is(Role... roles) {
    for (var each : roles) {
      if (each == role) {
        return true;
      }
    }
    return false;
  }

  /// Whether this actor may see the figures of a creator: a creator its own, the operator's people
  /// everybody's, a service nobody's.
  public boolean mayReadCreator(long id) {
    return switch (role) {
      case ADMIN, MODERATOR, FINANCE -> true;
      case CREATOR -> creatorId != null && creatorId == id;
      case SERVICE -> false;
    };
  }
}
