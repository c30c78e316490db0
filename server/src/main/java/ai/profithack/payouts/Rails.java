package ai.profithack.payouts;

import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// The rails that are there.
@Component
public class Rails {
  /// What its creator is told of a destination that cannot be opened.
  public static final String CLOSED =
      "The account %s: name the destination again.".formatted(Opened.CLOSED);

  /// Up to how many currencies are named where somebody asks what a rail carries.
  private static final int NAMED = 5;

  private final List<Rail> rails;

  Rails(List<Rail> rails) {
    this.rails = List.copyOf(rails);
  }

  /// A rail that can be chosen for a creator: its name in the database, and in words.
  public record Offer(String name, String title) {}

  /// What is offered to whom earns these currencies: rails that are there, configured, and carry
  /// one of them.
  List<Offer> offers(Collection<Currency> earned) {
    return rails.stream()
        .filter(rail -> rail.unavailable().isEmpty())
        .filter(rail -> earned.stream().anyMatch(rail::carries))
        .map(rail -> new Offer(rail.name(), rail.title()))
        .toList();
  }

  /// Why nothing of these currencies can ever go this way, in one sentence; empty where one of them
  /// can, or there is no such rail.
  Optional<String> carriesNone(String name, Collection<Currency> earned) {
    return find(name)
        .filter(rail -> earned.stream().noneMatch(rail::carries))
        .map(rail -> {
          var carried = Currency.getAvailableCurrencies().stream().filter(rail::carries).toList();
          return carried.size() <= NAMED
              ? "%s carries %s only, and what is earned is in %s."
                  .formatted(rail.title(), codes(carried), codes(earned))
              : "%s does not carry %s, and nothing is earned in another currency."
                  .formatted(rail.title(), codes(earned));
        });
  }

  private static String codes(Collection<Currency> currencies) {
    return currencies.stream()
        .map(Currency::getCurrencyCode)
        .sorted()
        .collect(Collectors.joining(" and "));
  }

  /// Why a payment cannot go this way, in one sentence; empty where it can.
  Optional<String> refusal(PayoutMethod method, Currency currency) {
    var rail = find(method.rail());
    if (rail.isEmpty()) {
      return Optional.of("There is no way of payment called " + method.rail() + " any more.");
    }
    var unavailable = rail.get().unavailable();
    if (unavailable.isPresent()) {
      return unavailable;
    }
    if (!rail.get().carries(currency)) {
      return Optional.of("%s does not carry %s.".formatted(rail.get().title(), currency));
    }
    return switch (method.opened()) {
      case Opened.Account(var account) ->
          rail.get().refuses(method.holder(), account, method.bic()).map(Rail.Refusal::sentence);
      case Opened.Closed _ -> Optional.of(CLOSED);
    };
  }

  /// What one payment to this destination can carry.
  Rail.Limits limits(PayoutMethod method, Currency currency) {
    return find(method.rail()).map(rail -> rail.limits(currency)).orElse(Rail.Limits.NONE);
  }

  /// Whether the provider itself says that this destination can be paid to.
  boolean verifiesDestinations(PayoutMethod method) {
    return find(method.rail()).filter(Rail::verifiesDestinations).isPresent();
  }

  Optional<Rail> find(String name) {
    return rails.stream().filter(rail -> rail.name().equals(name)).findFirst();
  }

  /// The rail's name in words; the name itself where it is there no more.
  public String title(String name) {
    return find(name).map(Rail::title).orElse(name);
  }

  /// The names of the rails whose payments statements show.
  List<String> shownByStatements() {
    return rails.stream().filter(Rail::shownByStatements).map(Rail::name).toList();
  }

  /// The names of the rails that say themselves which destinations can be paid to.
  List<String> verifyingDestinations() {
    return rails.stream().filter(Rail::verifiesDestinations).map(Rail::name).toList();
  }

  /// The rails that are offered and whose payments no statement shows, in words.
  public List<String> shownByNothing() {
    return rails.stream()
        .filter(rail -> rail.unavailable().isEmpty() && !rail.shownByStatements())
        .map(Rail::title)
        .toList();
  }

  /// The names of the rails that a person carries.
  List<String> byFile() {
    return rails.stream().filter(Rail.ByFile.class::isInstance).map(Rail::name).toList();
  }

  /// Whether the provider of a payout can be asked to give it back.
  public boolean takesBack(Payout payout) {
    return find(payout.rail()).orElse(null) instanceof Rail.Remote rail
        && rail.takesBack(payout.state());
  }

  boolean isRemote(String name) {
    return find(name).orElse(null) instanceof Rail.Remote;
  }

  /// Whether a person carries it: by a file.
  public boolean isByFile(String name) {
    return find(name).orElse(null) instanceof Rail.ByFile;
  }
}
