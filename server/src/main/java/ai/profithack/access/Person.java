package ai.profithack.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody who can log in to the pages.
public record Person(
    long id,
    String login,
    Role role,
    @Nullable Long creatorId,
    boolean mustChangePassword,
    @Nullable Instant disabledAt,
    Instant createdAt) {
  public boolean isDisabled() {
    return disabledAt != null;
  }

  Actor actor() {
    return new Actor(login, role, id, creatorId, mustChangePassword);
  }
}
