package ai.profithack.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The ledger as people read it: what all accounts hold, and how one came to hold it.
@Component
@Transactional(readOnly = true)
public class Books {
  private final BooksRepository repository;

  Books(BooksRepository repository) {
    this.repository = repository;
  }

  /// The accounts that differ only in whose they are, together: `path` has `*` for the number of a
  /// person. `accounts` counts those that were ever booked on; in a trial balance of the past,
  /// those that held anything. Debits are positive, credits negative.
  public record Total(String path, Asset asset, long accounts, long minor) {}

  /// What an entry did to accounts that were asked for. `entry` has all its lines.
  public record Movement(BookedEntry entry, Map<String, Long> minorByPath) {}

  /// How far the chain reaches. `head` is the newest hash in hexadecimal; null where nothing is
  /// sealed.
  public record Sealing(long sealed, long waiting, @Nullable String head) {}

  /// What all accounts hold now; the totals of an asset add up to zero.
  public List<Total> trialBalance() {
    return repository.totals();
  }

  /// The same through everything effective before `until`, as far as the ledger knows today; only
  /// accounts that held anything.
  public List<Total> trialBalance(Instant until) {
    return repository.totals(until).stream().filter(total -> total.accounts() > 0).toList();
  }

  /// The entries that touch any of these accounts, newest first, those before entry `before` where
  /// one is given.
  public List<Movement> movements(Collection<Account> accounts, @Nullable Long before, int limit) {
    return repository.movements(accounts, before, limit);
  }

  /// By calendar day of event time in `zone`, from `from` to before `until`: what the events of
  /// that day changed in what is owed. Days on which none did are left out.
  public Map<LocalDate, Long> owedByDay(Instant from, Instant until, ZoneId zone) {
    return repository.owedByDay(from, until, zone);
  }

  public Sealing sealing() {
    return repository.sealing();
  }
}
