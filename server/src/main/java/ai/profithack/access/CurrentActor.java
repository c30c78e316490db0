package ai.profithack.access;

import java.util.Optional;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/// Who the running request or command acts for.
@Component
public class CurrentActor {
  /// Empty outside of requests: for jobs and commands.
  public Optional<Actor> find() {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && authentication.getPrincipal() instanceof Actor actor
        ? Optional.of(actor)
        : Optional.empty();
  }

  /// Errors: [AccessDeniedException] where nobody is logged in.
  public Actor require() {
    return find().orElseThrow(() -> new AccessDeniedException("Log in first."));
  }

  /// The name for trails: `system` where no request is running.
  public String name() {
    return find().map(Actor::name).orElse("system");
  }

  /// Errors: [AccessDeniedException], answered as 403, where the actor may not see that creator.
  public void requireCreator(long creatorId) {
    if (!require().mayReadCreator(creatorId)) {
      throw new AccessDeniedException("You may see your own figures only.");
    }
  }
}
