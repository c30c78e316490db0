package ai.profithack.payouts;

import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// The rails that are there.
@Component
public class Rails {
  private final List<Rail> rails;

  Rails(List<Rail> rails) {
    this.rails = List.copyOf(rails);
  }

  /// A rail that can be chosen for a creator: its name in the database, and in words.
  public record Offer(String name, String title) {}

  /// What is offered: rails that are there and configured.
  public List<Offer> offers() {
    return rails.stream()
        .filter(rail -> rail.unavailable().isEmpty())
        .map(rail -> new Offer(rail.name(), rail.title()))
        .toList();
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
    return rail.get().carries(currency)
        ? rail.get().refuses(method.holder(), method.account(), method.bic())
        : Optional.of("%s does not carry %s.".formatted(rail.get().title(), currency));
  }

  /// What one payment to this destination can carry.
  Rail.Limits limits(PayoutMethod method, Currency currency) {
    return find(method.rail()).map(rail -> rail.limits(currency)).orElse(Rail.Limits.NONE);
  }

  Optional<Rail> find(String name) {
    return rails.stream().filter(rail -> rail.name().equals(name)).findFirst();
  }

  /// The rail's name in words; the name itself where it is there no more.
  public String title(String name) {
    return find(name).map(Rail::title).orElse(name);
  }

  boolean isRemote(String name) {
    return find(name).orElse(null) instanceof Rail.Remote;
  }

  /// Whether a person carries it: by a file.
  public boolean isByFile(String name) {
    return find(name).orElse(null) instanceof Rail.ByFile;
  }
}
