package ai.profithack.payouts;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.kernel.Taking;
import ai.profithack.ledger.BookedEntry;
import ai.profithack.ledger.Ledger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What people do with payouts: look at them, approve, cancel, carry files to the bank or discard
/// them, say what became of them. Every deed is in the audit trail.
@Component
public class Payouts {
  private static final Logger LOG = LoggerFactory.getLogger(Payouts.class);

  private final PayoutRepository payouts;
  private final PayeeRepository payees;
  private final BatchRepository batches;
  private final ExceptionRepository exceptions;
  private final Carrying carrying;
  private final SetAside setAside;
  private final Settlement settlement;
  private final Rails rails;
  private final Ledger ledger;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  Payouts(
      PayoutRepository payouts,
      PayeeRepository payees,
      BatchRepository batches,
      ExceptionRepository exceptions,
      Carrying carrying,
      SetAside setAside,
      Settlement settlement,
      Rails rails,
      Ledger ledger,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.payouts = payouts;
    this.payees = payees;
    this.batches = batches;
    this.exceptions = exceptions;
    this.carrying = carrying;
    this.setAside = setAside;
    this.settlement = settlement;
    this.rails = rails;
    this.ledger = ledger;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
  }

  /// A step of a payout, and the entry of the ledger that moved its money where one did.
  public record Step(
      Instant at,
      PayoutState to,
      String source,
      @Nullable String detail,
      @Nullable BookedEntry entry) {}

  /// What a person can say of a payment they carried.
  public enum Word {
    PAID,
    REJECTED,
    RETURNED
  }

  /// How a deed can end.
  public sealed interface Ending {
    /// It is done.
    record Done(PayoutState state) implements Ending {}

    /// It is not, and why; nothing changed.
    record NotPossible(String sentence) implements Ending {}
  }

  /// How asking for a file to be carried can end.
  public sealed interface Making {
    /// It is there, under this name.
    @SuppressWarnings("ArrayRecordComponent")
    record Made(String name, byte[] bytes) implements Making {}

    /// It must not be carried, or cannot be made, and why.
    record NotPossible(String sentence) implements Making {}
  }

  public Optional<Payout> find(long payoutId) {
    return payouts.find(payoutId);
  }

  public List<Payout> waitingForApproval() {
    return payouts.waitingForApproval();
  }

  public List<Payout> ofBatch(long batchId) {
    return payouts.ofBatch(batchId);
  }

  /// The first `atMost` of them.
  public List<Payout> ofBatch(long batchId, int atMost) {
    return payouts.ofBatch(batchId, atMost);
  }

  public List<PayoutBatch> batches(int atMost) {
    return batches(null, atMost);
  }

  /// Those before batch `before` where one is given, newest first.
  public List<PayoutBatch> batches(@Nullable Long before, int atMost) {
    return batches.newest(before, atMost);
  }

  /// Batches by file that nobody took to the bank or discarded yet, oldest first.
  public List<PayoutBatch> toCarry(int atMost) {
    return batches.toCarry(rails.byFile(), atMost);
  }

  public Optional<PayoutBatch> batch(long batchId) {
    return batches.find(batchId);
  }

  /// Somebody had the file of a batch.
  public record Fetched(String by, Instant at) {}

  /// Who had the file of a batch, the last ones first.
  public List<Fetched> fetched(long batchId, int atMost) {
    return audit.newest("payout.file", "batch " + batchId, atMost).stream()
        .map(entry -> new Fetched(entry.actor(), entry.occurredAt()))
        .toList();
  }

  /// The batch that a payout is in; none while it is set aside.
  public Optional<InBatch> batchOf(long payoutId) {
    return batches.of(payoutId);
  }

  public List<PayoutException> exceptions(int atMost) {
    return exceptions.unexplained(atMost);
  }

  /// Everything that happened to a payout, oldest first.
  public List<Step> steps(long payoutId) {
    var steps = new ArrayList<Step>();
    for (var step : payouts.steps(payoutId)) {
      var entry = step.entryId() == null ? null : ledger.find(step.entryId()).orElse(null);
      steps.add(new Step(step.at(), step.to(), step.source(), step.detail(), entry));
    }
    return steps;
  }

  /// Those of these payouts that are set aside and will not be sent, by number, and why: their
  /// creator owes something by now, or lost what a payment asks for.
  public Map<Long, Skipped> barred(Collection<Payout> some) {
    return setAside.barred(some);
  }

  /// Agrees to a payout above the limit: a person, and neither the one who started its run nor one
  /// who named or verified its destination. What must not be sent is not agreed to.
  @Transactional
  public Ending approve(long payoutId, Actor actor) {
    var by = actor.name();
    if (!actor.isPerson()) {
      return new Ending.NotPossible("A person has to approve a payout, not a program.");
    }
    var payout = payouts.lock(payoutId).orElse(null);
    if (payout == null || !payout.waitsForApproval()) {
      return new Ending.NotPossible("Payout " + payoutId + " does not wait for approval.");
    }
    if (payout.createdBy().equals(by)) {
      return new Ending.NotPossible("Somebody else has to approve what you started.");
    }
    var destination = payees.method(payout.methodId()).orElseThrow();
    if (by.equals(destination.changedBy()) || by.equals(destination.verifiedBy())) {
      return new Ending.NotPossible(
          "Somebody else has to approve a payout to a destination that you named or verified.");
    }
    var barred = setAside.barred(List.of(payout)).get(payoutId);
    if (barred != null) {
      return new Ending.NotPossible(
          "%s: %s Payout %d is not sent; its money is available again shortly."
              .formatted(barred.reason().title(), barred.detail(), payoutId));
    }
    payouts.approve(payoutId, by, clock.instant());
    audit.record(
        "payout.approve", "payout " + payoutId, Map.of("amount", payout.amount().toString()));
    return new Ending.Done(payout.state());
  }

  /// Takes back a payout that was not given to its rail.
  @Transactional
  public Ending cancel(long payoutId, String reason) {
    if (payouts.find(payoutId).isEmpty()
        || !settlement.cancelReserved(payoutId, current.name(), reason)) {
      return new Ending.NotPossible(
          "Payout " + payoutId + " was given to its rail and cannot be taken back here.");
    }
    audit.record("payout.cancel", "payout " + payoutId, Map.of("reason", reason));
    return new Ending.Done(PayoutState.CANCELLED);
  }

  /// Asks the provider to give back what the receiver has not claimed, or its bank not taken yet.
  /// What the provider answers is what holds: that may have happened meanwhile.
  public Ending takeBack(long payoutId) {
    var payout = payouts.find(payoutId).orElse(null);
    if (payout == null
        || !rails.takesBack(payout)
        || !(rails.find(payout.rail()).orElse(null) instanceof Rail.Remote rail)) {
      return new Ending.NotPossible(
          "Payout " + payoutId + " cannot be taken back, as its provider has it now.");
    }
    Report report;
    try {
      report = rail.cancel(payouts.orders(List.of(payoutId)).getFirst());
    } catch (RuntimeException failure) {
      LOG.warn(
          "{} did not answer when payout {} was to be taken back.", rail.name(), payoutId, failure);
      report = Report.noAnswer("The provider did not answer.");
    }
    var state = settlement.apply(payoutId, report, current.name());
    audit.record("payout.take_back", "payout " + payoutId, Map.of("state", state.name()));
    if (state.over()) {
      return new Ending.Done(state);
    }
    return new Ending.NotPossible(
        state == payout.state()
            ? "%s did not give payout %d back; it can be tried again."
                .formatted(rail.title(), payoutId)
            : "Payout %d is %s meanwhile.".formatted(payoutId, state.words()));
  }

  /// The file of a batch, the same bytes for whoever asks and whenever it may be carried: not where
  /// its batch is discarded or one of its payouts is over, nor where it would not be the file that
  /// it was. Where a destination in it was replaced, whoever asks has to say that it is paid to all
  /// the same.
  ///
  /// Errors: [IllegalArgumentException] where the batch does not go by file.
  @Transactional
  public Making file(long batchId, boolean toReplaced) {
    var standing = batches.lock(batchId).orElse(null);
    var batch =
        payouts
            .batch(batchId)
            .orElseThrow(() -> new IllegalArgumentException("there is no batch " + batchId));
    if (!(rails.find(batch.rail()).orElse(null) instanceof Rail.ByFile rail)) {
      throw new IllegalArgumentException("batch " + batchId + " does not go by file");
    }
    var refusal = refusal(Objects.requireNonNull(standing), batch, toReplaced);
    if (refusal != null) {
      return new Making.NotPossible(refusal);
    }
    var bytes = rail.file(batch);
    var digest = sha256(bytes);
    if (!batches.fileDigest(batchId, digest).equals(digest)) {
      return new Making.NotPossible(
          "The file of batch %d would not be the one that was made first: who pays, or how files are written, changed since. Put that back to have it again; or discard the batch, where no file of it was given to anybody."
              .formatted(batchId));
    }
    audit.record(
        "payout.file",
        "batch " + batchId,
        Map.of("sha256", digest, "toReplaced", standing.replaced()));
    return new Making.Made(batch.messageId() + "." + rail.extension(), bytes);
  }

  private @Nullable String refusal(PayoutBatch standing, OrderBatch batch, boolean toReplaced) {
    var id = standing.batchId();
    if (standing.discardedAt() != null) {
      return "Batch %d was discarded by %s: its file must not be carried."
          .formatted(id, standing.discardedBy());
    }
    var over = payouts.overInBatch(id);
    if (over.isPresent()) {
      return "Payout %d of batch %d is %s and its money is available again: the file must not be carried any more."
          .formatted(over.get().payoutId(), id, over.get().state().words());
    }
    for (var order : batch.orders()) {
      if (order.opened() instanceof Opened.Closed closed) {
        return "The account of payout %d of batch %d %s. There is no file.%s"
            .formatted(
                order.payoutId(),
                id,
                closed.words(),
                standing.waits()
                    ? " Discard the batch: the others are paid with the next run, this one when its destination is named again."
                    : "");
      }
    }
    if (standing.waits() && !standing.replaced().isEmpty() && !toReplaced) {
      return "%s of batch %d: another destination was named since, and the file pays to the earlier one. Discard the batch, or say that it is to be paid there all the same."
          .formatted(
              standing.replaced().size() == 1
                  ? "Payout " + standing.replaced().getFirst()
                  : "Payouts "
                      + standing.replaced().stream()
                          .map(String::valueOf)
                          .collect(Collectors.joining(", ")),
              id);
    }
    return null;
  }

  /// Says that the file is with the bank, or the list with whoever pays. `reference` is what they
  /// call it, empty where they call it nothing. Where nobody fetched the file here, `unfetched` is
  /// the caller's word that it is with them all the same.
  @Transactional
  public Ending handOver(long batchId, String reference, boolean unfetched) {
    var batch = batches.lock(batchId).orElse(null);
    if (batch == null || !rails.isByFile(batch.rail())) {
      return new Ending.NotPossible("Batch " + batchId + " does not go by file.");
    }
    if (batch.discardedAt() != null) {
      return new Ending.NotPossible(
          "Batch %d was discarded by %s, and its money is available again. Where its file is with the bank all the same, ask the bank to take it back."
              .formatted(batchId, batch.discardedBy()));
    }
    if (batch.waits() && !batch.fileMade() && !unfetched) {
      return new Ending.NotPossible(
          "Nobody has fetched the file of batch %d here: fetch it and hand it over, or say that it is with whoever pays all the same."
              .formatted(batchId));
    }
    var name = reference.isBlank() ? batch.messageId() : reference.strip();
    if (!carrying.handOver(batchId, name, current.name(), batch.fileMade())) {
      return new Ending.NotPossible("Batch " + batchId + " is not waiting to be handed over.");
    }
    return new Ending.Done(PayoutState.ACCEPTED);
  }

  /// Discards a batch that was not handed over: all of its payouts are cancelled, and its file is
  /// never carried. Where somebody had the file, `fileNotGiven` is this person's word that it was
  /// not given to the bank, or to whoever pays, and will not be.
  @Transactional
  public Ending discard(long batchId, String reason, boolean fileNotGiven, Actor actor) {
    if (!actor.isPerson()) {
      return new Ending.NotPossible("A person has to discard a batch, not a program.");
    }
    var batch = batches.lock(batchId).orElse(null);
    if (batch == null || !rails.isByFile(batch.rail())) {
      return new Ending.NotPossible("Batch " + batchId + " does not go by file.");
    }
    if (batch.handedOverAt() != null) {
      return new Ending.NotPossible(
          "Batch %d was handed over by %s: say of each of its payments what became of it."
              .formatted(batchId, batch.handedOverBy()));
    }
    if (batch.fileMade() && !fileNotGiven) {
      return new Ending.NotPossible(
          "Somebody had the file of batch %d: it is discarded only by a person who says that the file was not given to whoever pays it, and will not be."
              .formatted(batchId));
    }
    if (!carrying.discard(batchId, actor.name(), reason)) {
      return new Ending.NotPossible(
          "Batch %d was discarded by %s before.".formatted(batchId, batch.discardedBy()));
    }
    audit.record(
        "payout.discard",
        "batch " + batchId,
        Map.of(
            "reason",
            reason,
            "payouts",
            batch.payouts(),
            "fileMade",
            batch.fileMade(),
            "fileNotGiven",
            fileNotGiven));
    return new Ending.Done(PayoutState.CANCELLED);
  }

  /// Takes a person's word for what became of a payment they carried, after its file was handed
  /// over. Only for rails by file: what a provider does is known from the provider.
  @Transactional
  public Ending say(long payoutId, Word word, @Nullable String reference, @Nullable String reason) {
    var payout = payouts.lock(payoutId).orElse(null);
    if (payout == null || !rails.isByFile(payout.rail())) {
      return new Ending.NotPossible("Payout " + payoutId + " is not carried by hand.");
    }
    var status =
        switch (word) {
          case PAID -> Report.Status.PAID;
          case REJECTED -> Report.Status.FAILED;
          case RETURNED -> Report.Status.RETURNED;
        };
    var waiting = batches.waiting(List.of(payoutId)).get(payoutId);
    if (waiting != null) {
      return new Ending.NotPossible(notCarried(waiting));
    }
    var late = payout.state() == PayoutState.PAID || payout.state() == PayoutState.CONFIRMED;
    if (late ? word == Word.REJECTED : word == Word.RETURNED) {
      return new Ending.NotPossible(
          "Payout %d is %s: that cannot be said of it."
              .formatted(payoutId, payout.state().words()));
    }
    var state = settlement.apply(payoutId, new Report(status, reference, reason), current.name());
    if (state == payout.state()) {
      return new Ending.NotPossible(
          "Payout %d is %s already.".formatted(payoutId, payout.state().words()));
    }
    audit.record(
        "payout.say",
        "payout " + payoutId,
        Map.of("word", word.name(), "reason", reason == null ? "" : reason));
    return new Ending.Done(state);
  }

  /// What is said to whoever says what became of a payment whose file is not handed over.
  static String notCarried(long batchId) {
    return "The file of batch %d was not handed over: say first that it is with whoever pays it. Where it is not to be paid, discard the batch."
        .formatted(batchId);
  }

  /// Takes an exception upon oneself; `from` names whoever has it, to take it over.
  @Transactional
  public Taking takeException(long exceptionId, @Nullable String from) {
    var over = current.find().filter(Actor::isPerson).isPresent() ? from : null;
    if (exceptions.take(exceptionId, current.name(), over)) {
      audit.record(
          "payout.exception_taken",
          "exception " + exceptionId,
          over == null ? Map.of() : Map.of("from", over));
      return new Taking.Taken();
    }
    return exceptions
        .owner(exceptionId)
        .<Taking>map(
            owner -> owner.equals(current.name()) ? new Taking.Taken() : new Taking.OwnedBy(owner))
        .orElseGet(Taking.NotOpen::new);
  }

  /// Closes an exception with what was found out.
  @Transactional
  public boolean explainException(long exceptionId, String explanation) {
    if (!exceptions.explain(exceptionId, current.name(), explanation, clock.instant())) {
      return false;
    }
    audit.record(
        "payout.exception_explained",
        "exception " + exceptionId,
        Map.of("explanation", explanation));
    return true;
  }

  /// The digest of a file, by which it is recognised, in hexadecimal digits.
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
