package ai.profithack.monetization.web;

import ai.profithack.access.CurrentActor;
import ai.profithack.platform.Creators;
import ai.profithack.web.Refused;
import org.springframework.stereotype.Component;

/// The creator that a request names.
@Component
class CreatorId {
  private final CurrentActor actor;
  private final Creators creators;

  CreatorId(CurrentActor actor, Creators creators) {
    this.actor = actor;
    this.creators = creators;
  }

  /// A user whom the actor may look at.
  ///
  /// Errors: 400 where `text` is no positive whole number, 403 where it is another creator's, 404
  /// where there is no such user.
  Creators.Person of(String text) {
    var id = number("creatorId", text);
    actor.requireCreator(id);
    return creators
        .find(id)
        .orElseThrow(() -> Refused.notFound("There is no creator with the id " + id + "."));
  }

  /// Errors: 400, naming `field`.
  static long number(String field, String text) {
    if (!text.matches("\\d{1,18}") || Long.parseLong(text) == 0) {
      throw Refused.badInput(field, field + " must be a positive whole number.");
    }
    return Long.parseLong(text);
  }

  static String name(Creators.Person person) {
    var name = person.name();
    return name == null ? "Creator " + person.id() : name;
  }
}
