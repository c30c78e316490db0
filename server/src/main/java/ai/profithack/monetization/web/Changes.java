package ai.profithack.monetization.web;

import ai.profithack.access.Actor;
import ai.profithack.monetization.Benefits;
import ai.profithack.monetization.Collaborations.Change;
import ai.profithack.monetization.Collaborations.Collaboration;
import ai.profithack.web.Refused;
import java.util.Objects;

/// How changes of agreements are answered.
final class Changes {
  private Changes() {}

  /// Errors: 400, 403, 404 or 409, each with its sentence.
  static Collaboration done(Change change) {
    return switch (change) {
      case Change.Done(var collaboration) -> collaboration;
      case Change.Unknown() -> throw Refused.notFound("There is no such agreement of yours.");
      case Change.Invalid(var field, var sentence) -> throw Refused.badInput(field, sentence);
      case Change.NotInTier(var benefit) -> throw Refused.forbidden(Benefits.sentence(benefit));
      case Change.Conflict(var sentence) -> throw Refused.conflict(sentence);
    };
  }

  /// What a form is told; null where it was done.
  @org.jspecify.annotations.Nullable
  static String problem(Change change) {
    return switch (change) {
      case Change.Done _ -> null;
      case Change.Unknown() -> "There is no such agreement of yours.";
      case Change.Invalid(_, var sentence) -> sentence;
      case Change.NotInTier(var benefit) -> Benefits.sentence(benefit);
      case Change.Conflict(var sentence) -> sentence;
    };
  }

  /// The creator for whom somebody with the role creator acts.
  static long creator(Actor actor) {
    return Objects.requireNonNull(actor.creatorId(), "only creators come here");
  }
}
