package ai.profithack.platform;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Entitlements;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// White label: a creator's own name and colour on their analytics and their statements, in place
/// of ours. Only as long as their tier has it; what was set stays for when it has it again.
@Component
public class Brands {
  /// The benefit by its code.
  private static final String BENEFIT = "white_label_analytics";

  private static final int NAME_MAX = 40;

  private final BrandRepository repository;
  private final Entitlements entitlements;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  Brands(
      BrandRepository repository,
      Entitlements entitlements,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.repository = repository;
    this.entitlements = entitlements;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
  }

  /// A name of up to 40 characters, and a colour as `#rrggbb` on which white text can be read.
  public record Brand(String name, String accent) {}

  /// How a change can end.
  public sealed interface Change {
    record Done() implements Change {}

    /// The tier does not have it, and which one has.
    record NotInTier(String sentence) implements Change {}

    /// `field` is not what it should be; nothing changed.
    record Invalid(String field, String sentence) implements Change {}
  }

  /// Under what a creator is shown now; empty where it is ours.
  public Optional<Brand> of(long creatorId) {
    return repository.find(creatorId).filter(_ -> missing(creatorId).isEmpty());
  }

  /// What is needed for a brand of one's own, in one sentence; empty where the creator has it.
  public Optional<String> missing(long creatorId) {
    return entitlements.missing(creatorId, BENEFIT);
  }

  @Transactional
  public Change set(long creatorId, String name, String accent) {
    var missing = missing(creatorId);
    if (missing.isPresent()) {
      return new Change.NotInTier(missing.get());
    }
    var clean = name.strip();
    if (clean.isEmpty()
        || clean.codePointCount(0, clean.length()) > NAME_MAX
        || clean.codePoints().anyMatch(Character::isISOControl)) {
      return new Change.Invalid("name", "The name has 1 to %d characters.".formatted(NAME_MAX));
    }
    var colour = accent.strip().toLowerCase(Locale.ROOT);
    if (!colour.matches("#[0-9a-f]{6}")) {
      return new Change.Invalid("accent", "The colour is written like #1a5fb4.");
    }
    var contrast = Contrast.withWhite(colour);
    if (contrast < Contrast.LEAST) {
      return new Change.Invalid(
          "accent",
          String.format(
              Locale.ROOT,
              "White text on %s has a contrast of %.1f to 1; %.1f is needed to be read. Take a darker colour.",
              colour,
              Math.floor(contrast * 10) / 10,
              Contrast.LEAST));
    }
    repository.save(creatorId, new Brand(clean, colour), current.name(), clock.instant());
    audit.record("creator.brand", "creator " + creatorId, Map.of("name", clean, "accent", colour));
    return new Change.Done();
  }

  /// Goes back to ours. Whatever the tier: what one does not have any more can be taken away.
  @Transactional
  public void clear(long creatorId) {
    if (repository.remove(creatorId)) {
      audit.record("creator.brand_removed", "creator " + creatorId, Map.of());
    }
  }
}
