package ai.profithack.payouts;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.kernel.Counted;
import ai.profithack.payouts.Payouts.Ending;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Files that say what became of payments which somebody carries: the list of payments by hand as
/// it comes back, or the bank's status report (pain.002).
///
/// A file is kept first and shows, line by line, what it would change; then a person takes it in,
/// all of it or nothing. The same file is there once and is taken in once.
@Component
public class PaymentResults {
  private static final int LONGEST_NAME = 200;
  private static final Duration UNUSED = Duration.ofDays(30);

  private final ResultFileRepository files;
  private final PayoutRepository payouts;
  private final BatchRepository batches;
  private final Carrying carrying;
  private final Settlement settlement;
  private final Rails rails;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  PaymentResults(
      ResultFileRepository files,
      PayoutRepository payouts,
      BatchRepository batches,
      Carrying carrying,
      Settlement settlement,
      Rails rails,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.files = files;
    this.payouts = payouts;
    this.batches = batches;
    this.carrying = carrying;
    this.settlement = settlement;
    this.rails = rails;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
  }

  /// A file as it was sent; `changed` is how many payouts it moved on, null until it is taken in.
  public record SentFile(
      long fileId,
      String name,
      String uploadedBy,
      Instant uploadedAt,
      @Nullable String appliedBy,
      @Nullable Instant appliedAt,
      @Nullable Integer changed) {}

  /// What a line comes to.
  public sealed interface Verdict {
    /// The payout moves on.
    record Becomes(PayoutState state, @Nullable String reason) implements Verdict {}

    /// It is known already, or nothing is said.
    record NothingNew(String sentence) implements Verdict {}

    /// It says that something was paid whose money is back with the creator: a person is told.
    record Contradicts(String sentence) implements Verdict {}

    /// It cannot be, and why. No line of the file is taken in while there is one.
    record Wrong(String sentence) implements Verdict {}
  }

  /// A line of a file, or a payment of a batch that a line speaks of.
  public record Line(int number, String key, @Nullable Payout payout, Verdict verdict) {}

  /// How sending a file can end.
  public sealed interface Sending {
    /// It is kept; `before` where the same file was sent before.
    record Kept(long fileId, boolean before) implements Sending {}

    /// It cannot be read, and why; nothing is kept.
    record Unreadable(String sentence) implements Sending {}
  }

  /// Those before file `before` where one is given, newest first.
  public List<SentFile> newest(@Nullable Long before, int atMost) {
    return files.newest(before, atMost);
  }

  /// Files that nobody took in yet, the oldest first.
  public List<SentFile> waiting(int atMost) {
    return files.waiting(atMost);
  }

  /// Files that were taken in, the last sent first: those below number `before`, or (null) from the
  /// newest.
  public List<SentFile> takenIn(@Nullable Long before, int atMost) {
    return files.takenIn(before, atMost);
  }

  public Optional<SentFile> find(long fileId) {
    return files.find(fileId);
  }

  /// What a file says and would change now, line by line. Changes nothing.
  public List<Line> lines(long fileId) {
    return judged(files.content(fileId)).stream().map(Judged::line).toList();
  }

  /// Keeps a file that can be read. Safe to repeat.
  @Transactional
  public Sending send(String name, byte[] content) {
    try {
      read(content);
    } catch (UnreadableFile why) {
      return new Sending.Unreadable(String.valueOf(why.getMessage()));
    }
    var digest = Payouts.sha256(content);
    var shown = name.isBlank() ? "results" : name.strip();
    var kept =
        files.insertIfAbsent(
            digest,
            shown.substring(0, Math.min(LONGEST_NAME, shown.length())),
            content,
            current.name(),
            clock.instant());
    kept.ifPresent(
        id -> audit.record("payout.results_sent", "results " + id, Map.of("sha256", digest)));
    return new Sending.Kept(kept.orElseGet(() -> files.idOf(digest)), kept.isEmpty());
  }

  /// Takes a file in, once: all of it, or nothing where a line is wrong.
  @Transactional
  public Ending apply(long fileId) {
    var file = files.lock(fileId).orElse(null);
    if (file == null) {
      return new Ending.NotPossible("There is no file " + fileId + " of results.");
    }
    if (file.appliedBy() != null) {
      return new Ending.NotPossible(
          "It was taken in by " + file.appliedBy() + " before; nothing changed.");
    }
    var content = files.content(fileId);
    var lines = judged(content);
    var wrong =
        lines.stream().filter(each -> each.line().verdict() instanceof Verdict.Wrong).count();
    if (wrong > 0) {
      return new Ending.NotPossible(
          Counted.of(wrong, "line is", "lines are") + " wrong; nothing changed.");
    }
    var about = payouts(lines.stream());
    var bank = StatusReportReader.isXml(content);
    carrying.lock(
        bank ? about : List.of(),
        bank ? payouts(lines.stream().filter(Judged::refuses)) : List.of(),
        bank ? List.of() : about,
        "the bank's report (results %d)".formatted(fileId));
    var reports = new HashMap<Long, Report>();
    for (var each : lines) {
      var payout = each.line().payout();
      var report = each.report();
      if (payout != null && report != null) {
        reports.put(payout.payoutId(), report);
      }
    }
    var states = settlement.applyAll(reports, "results " + fileId + ", " + current.name());
    var changed =
        (int)
            about.stream()
                .filter(payout ->
                    states.getOrDefault(payout.payoutId(), payout.state()) != payout.state())
                .count();
    files.applied(fileId, current.name(), clock.instant(), changed);
    audit.record("payout.results", "results " + fileId, Map.of("changed", changed));
    return new Ending.Done(PayoutState.PAID);
  }

  /// Removes files that nobody took in within 30 days; what was taken in stays, as it is evidence.
  /// Returns how many. Safe to repeat.
  @Transactional
  public int forgetUnused() {
    return files.deleteUnused(clock.instant().minus(UNUSED));
  }

  private static List<Payout> payouts(Stream<Judged> lines) {
    return lines.map(each -> each.line().payout()).filter(Objects::nonNull).toList();
  }

  /// A line with what is to be told of its payout; `refuses` where it says that nothing was or will
  /// be paid.
  private record Judged(Line line, @Nullable Report report, boolean refuses) {}

  private static List<SaidOfPayment> read(byte[] content) {
    return StatusReportReader.isXml(content)
        ? StatusReportReader.read(content)
        : ResultListReader.read(content);
  }

  private List<Judged> judged(byte[] content) {
    var said = read(content);
    var byHand = !StatusReportReader.isXml(content);
    var keys = said.stream().map(SaidOfPayment::key).filter(Objects::nonNull).distinct().toList();
    var known = new HashMap<String, Payout>();
    payouts.findByKeys(keys).forEach(payout -> known.put(String.valueOf(payout.key()), payout));
    var waiting =
        byHand
            ? batches.waiting(known.values().stream().map(Payout::payoutId).toList())
            : Map.<Long, Long>of();
    var named = new HashSet<String>();
    var judged = new ArrayList<Judged>();
    for (var each : said) {
      if (each.key() == null) {
        judged.addAll(ofBatch(each, named));
      } else {
        var payout = known.get(each.key());
        var uncarried = payout == null ? null : waiting.get(payout.payoutId());
        judged.add(judge(each, each.key(), payout, named.add(each.key()), byHand, uncarried));
      }
    }
    return judged;
  }

  /// The payments of a batch that no line names.
  private List<Judged> ofBatch(SaidOfPayment said, Set<String> named) {
    return payouts.ofMessage(String.valueOf(said.messageId())).stream()
        .filter(payout -> named.add(String.valueOf(payout.key())))
        .map(payout -> judge(said, String.valueOf(payout.key()), payout, true, false, null))
        .toList();
  }

  /// `uncarried` is the batch that the payment is in where a list by hand speaks of it before that
  /// was handed over.
  private Judged judge(
      SaidOfPayment said,
      String key,
      @Nullable Payout payout,
      boolean firstOfKey,
      boolean byHand,
      @Nullable Long uncarried) {
    var verdict = verdict(said, payout, firstOfKey, byHand, uncarried);
    var counts = verdict instanceof Verdict.Becomes || verdict instanceof Verdict.Contradicts;
    return new Judged(
        new Line(said.number(), key, payout, verdict),
        counts ? said.report() : null,
        refuses(said.report()));
  }

  private static boolean refuses(@Nullable Report report) {
    return report != null
        && (report.status() == Report.Status.FAILED || report.status() == Report.Status.CANCELLED);
  }

  private Verdict verdict(
      SaidOfPayment said,
      @Nullable Payout payout,
      boolean firstOfKey,
      boolean byHand,
      @Nullable Long uncarried) {
    if (said.wrong() != null) {
      return new Verdict.Wrong(said.wrong());
    }
    if (payout == null) {
      // A bank reports on everything that it was given, also by others.
      return byHand
          ? new Verdict.Wrong("No payment has this key.")
          : new Verdict.NothingNew("It is no payment of ours.");
    }
    if (!firstOfKey) {
      return new Verdict.Wrong("The file names it twice.");
    }
    if (!rails.isByFile(payout.rail())) {
      return new Verdict.Wrong("Payout " + payout.payoutId() + " does not go by file.");
    }
    if (said.amount() != null && !said.amount().equals(payout.amount())) {
      return new Verdict.Wrong(
          "Payout %d is over %s, not %s."
              .formatted(payout.payoutId(), payout.amount(), said.amount()));
    }
    if (said.report() == null) {
      return new Verdict.NothingNew("Nothing is said of it yet.");
    }
    return uncarried == null
        ? verdict(payout, said.report(), byHand)
        : new Verdict.Wrong(Payouts.notCarried(uncarried));
  }

  private static Verdict verdict(Payout payout, Report report, boolean byHand) {
    var state = payout.state();
    var paid = state == PayoutState.PAID || state == PayoutState.CONFIRMED;
    if (byHand && !state.over()) {
      if (paid && report.status() == Report.Status.FAILED) {
        return new Verdict.Wrong(
            "Payout %d is %s: what comes back after that is returned."
                .formatted(payout.payoutId(), state.words()));
      }
      if (!paid && report.status() == Report.Status.RETURNED) {
        return new Verdict.Wrong(
            "Payout %d was not paid yet: what is refused before that has failed."
                .formatted(payout.payoutId()));
      }
    }
    var steps = state.stepsTo(report.status());
    if (!steps.isEmpty()) {
      return new Verdict.Becomes(steps.getLast(), report.reason());
    }
    if (Settlement.contradicts(payout, report.status())) {
      return new Verdict.Contradicts(
          "Payout %d is %s and its money is available again."
              .formatted(payout.payoutId(), state.words()));
    }
    return new Verdict.NothingNew("Payout %d is %s.".formatted(payout.payoutId(), state.words()));
  }
}
