package ai.profithack.payouts;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.payouts.StripeApi.Answer;
import com.stripe.model.Account;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Creators' accounts at Stripe: made here or named by hand, verified when Stripe says that they
/// can be paid out, and paused while it says that they cannot.
@Component
public class StripeAccounts {
  /// Who is named in the audit trail where Stripe's word decided.
  private static final String STRIPE = "stripe";

  private final StripeSettings settings;
  private final StripeApi api;
  private final StripeAccountRepository repository;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final TransactionTemplate transactions;
  private final Clock clock;

  StripeAccounts(
      StripeSettings settings,
      StripeApi api,
      StripeAccountRepository repository,
      AuditTrail audit,
      CurrentActor current,
      TransactionTemplate transactions,
      Clock clock) {
    this.settings = settings;
    this.api = api;
    this.repository = repository;
    this.audit = audit;
    this.current = current;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Whether an account can be paid out.
  public sealed interface Standing {
    /// It can.
    record Payable() implements Standing {}

    /// It cannot, and why in one sentence.
    record Restricted(String why) implements Standing {}

    /// Stripe could not be asked, and why in one sentence.
    record NotKnown(String why) implements Standing {}
  }

  /// How asking for the way to Stripe can end.
  public sealed interface Onboarding {
    /// Where the creator goes on; good for a few minutes and one visit.
    record Link(String account, String url) implements Onboarding {}

    /// There is none now, and why in one sentence.
    record NotNow(String why) implements Onboarding {}
  }

  static boolean isAccount(String text) {
    return text.matches("acct_[A-Za-z0-9]{6,60}");
  }

  /// Whether accounts can be made here.
  public boolean offered() {
    return settings.unavailable().isEmpty();
  }

  /// Stripe's words for an account that is not there, or is none of the platform's.
  private static final Set<String> NO_SUCH_ACCOUNT = Set.of("account_invalid", "resource_missing");

  /// How many paused accounts are asked about at a time.
  private static final int PAUSED_AT_A_TIME = 500;

  /// Asks again about the accounts of creators whom Stripe paused; returns how many those were. A
  /// notice that was lost, or an answer that was wrong, holds nobody for longer than until then.
  int lookAtPaused() {
    var paused = repository.paused(PAUSED_AT_A_TIME);
    for (var account : paused) {
      if (look(account) instanceof Standing.NotKnown) {
        break;
      }
    }
    return paused.size();
  }

  /// Asks Stripe about an account, and verifies or pauses the creators that are paid to it.
  public Standing look(String account) {
    var found = ask(account);
    transactions.executeWithoutResult(_ -> apply(account, found));
    return found;
  }

  /// What Stripe says of an account now. Changes nothing. A refusal that is not about the account,
  /// a wrong key above all, says nothing of it.
  Standing ask(String account) {
    return switch (api.account(account)) {
      case Answer.Said(var said) ->
          objection(said)
              .<Standing>map(why -> new Standing.Restricted(why))
              .orElseGet(() -> funds(account));
      case Answer.Refused(var code, var sentence) ->
          NO_SUCH_ACCOUNT.contains(code)
              ? new Standing.Restricted(sentence)
              : new Standing.NotKnown(sentence);
      case Answer.Silence(var why) -> new Standing.NotKnown(why);
    };
  }

  /// What is sent to an account that owes Stripe something settles that first, and never reaches
  /// its bank.
  private Standing funds(String account) {
    return switch (api.balance(account)) {
      case Answer.Said(var balance) ->
          balance.getAvailable().stream().anyMatch(money -> money.getAmount() < 0)
              ? new Standing.Restricted("the account's balance there is below zero.")
              : new Standing.Payable();
      case Answer.Refused(_, var sentence) -> new Standing.NotKnown(sentence);
      case Answer.Silence(var why) -> new Standing.NotKnown(why);
    };
  }

  /// Writes down what Stripe said, in the caller's transaction. Safe to repeat: only what changes
  /// something is in the audit trail.
  void apply(String account, Standing standing) {
    switch (standing) {
      case Standing.Payable() -> {
        for (var creatorId : repository.resume(account)) {
          audit.recordAs(
              STRIPE,
              "payee.change",
              "creator " + creatorId,
              Map.of("changed", "not paused by provider any more"));
        }
        for (var methodId : repository.verify(account, clock.instant(), STRIPE)) {
          audit.recordAs(STRIPE, "payee.destination_verified", "method " + methodId, Map.of());
        }
      }
      case Standing.Restricted(var why) -> {
        for (var creatorId : repository.pause(account, "Stripe: " + why)) {
          audit.recordAs(
              STRIPE,
              "payee.change",
              "creator " + creatorId,
              Map.of("changed", "paused by provider"));
        }
      }
      case Standing.NotKnown _ -> {}
    }
  }

  /// Makes a connected account for a creator, or goes on with the one that was made, and returns
  /// the way to tell Stripe what it needs. `country` is where the creator lives, two letters; null
  /// for the platform's own. `backTo` is where Stripe leads back to.
  public Onboarding onboard(long creatorId, @Nullable String country, String backTo) {
    var known = repository.accountOf(creatorId);
    if (known.isEmpty()) {
      var key = "creator-" + creatorId + "-account-" + Objects.requireNonNullElse(country, "own");
      switch (api.createAccount(creatorId, country, key)) {
        case Answer.Said(var made) -> keep(creatorId, made.getId());
        case Answer.Refused(_, var sentence) -> {
          return new Onboarding.NotNow(sentence);
        }
        case Answer.Silence(var why) -> {
          return new Onboarding.NotNow(why + " Try again.");
        }
      }
      known = repository.accountOf(creatorId);
    }
    var account = known.orElseThrow();
    return switch (api.onboarding(account, backTo)) {
      case Answer.Said(var link) -> new Onboarding.Link(account, link.getUrl());
      case Answer.Refused(_, var sentence) -> new Onboarding.NotNow(sentence);
      case Answer.Silence(var why) -> new Onboarding.NotNow(why + " Try again.");
    };
  }

  private void keep(long creatorId, String account) {
    transactions.executeWithoutResult(_ -> {
      if (repository.keep(creatorId, account, clock.instant(), current.name())) {
        audit.record("payee.stripe_account", "creator " + creatorId, Map.of());
      }
    });
  }

  /// Why an account cannot be paid out, in one sentence.
  private static Optional<String> objection(Account account) {
    if (Boolean.TRUE.equals(account.getDeleted())) {
      return Optional.of("The account was deleted.");
    }
    var requirements = account.getRequirements();
    if (!Boolean.TRUE.equals(account.getPayoutsEnabled())) {
      var reason = requirements == null ? null : requirements.getDisabledReason();
      var due =
          requirements == null
              ? ""
              : Stream.of(requirements.getPastDue(), requirements.getCurrentlyDue())
                  .filter(Objects::nonNull)
                  .flatMap(java.util.List::stream)
                  .distinct()
                  .limit(5)
                  .collect(Collectors.joining(", "));
      return Optional.of(
          "payouts are not enabled%s%s."
              .formatted(
                  reason == null ? "" : " (" + reason + ")",
                  due.isEmpty() ? "" : "; it asks for " + due));
    }
    var capabilities = account.getCapabilities();
    if (capabilities == null || !"active".equals(capabilities.getTransfers())) {
      return Optional.of("the account may not receive transfers.");
    }
    var payouts = account.getSettings() == null ? null : account.getSettings().getPayouts();
    var schedule = payouts == null ? null : payouts.getSchedule();
    return schedule != null && !"manual".equals(schedule.getInterval())
        ? Optional.of("the account pays out by itself; its payout schedule must be manual.")
        : Optional.empty();
  }
}
