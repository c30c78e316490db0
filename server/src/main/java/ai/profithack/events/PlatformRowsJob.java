package ai.profithack.events;

import ai.profithack.events.Event.VideoDetails;
import ai.profithack.jobs.DutyCycle;
import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.Ownership;
import ai.profithack.platform.PlatformRows;
import ai.profithack.platform.PlatformRows.Bucket;
import ai.profithack.platform.PlatformRows.GiftRow;
import ai.profithack.platform.PlatformRows.Table;
import ai.profithack.platform.PlatformRows.VideoRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes over what the platform writes into its own tables: gifts and videos as events, and the
/// days on which its users registered.
///
/// Row 7 of `virtual_gifts` is the event `virtual_gifts:7`, whoever sends it first. What could not
/// be taken is kept among the refused events. Where `users` or `videos` are ours, their rows are
/// the work of events already.
///
/// Each run compares the newest ids; comparing all of them, which also finds what committed late
/// with a low id, moved or vanished, takes a hundredth of the time at the most. It is done in every
/// run while the tables are small.
@Component
class PlatformRowsJob implements Job {
  private static final String SOURCE = "platform";

  private static final int REST = 99;

  /// Of a table at a time; a run goes on until nothing is left.
  private static final int BUCKETS = 1_000;

  private final PlatformRows rows;
  private final Ownership ownership;
  private final EventLog log;
  private final EventRepository repository;
  private final ReportingFrame frame;
  private final Clock clock;
  private final TransactionTemplate transaction;
  private final DutyCycle everything;

  PlatformRowsJob(
      PlatformRows rows,
      Ownership ownership,
      EventLog log,
      EventRepository repository,
      ReportingFrame frame,
      Clock clock,
      PlatformTransactionManager transactionManager) {
    this.rows = rows;
    this.ownership = ownership;
    this.log = log;
    this.repository = repository;
    this.frame = frame;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactionManager);
    this.everything = new DutyCycle(clock, REST);
  }

  @Override
  public String name() {
    return "platform-rows";
  }

  @Override
  public String schedule() {
    return "20 * * * * *";
  }

  @Override
  public String description() {
    return "Takes over the gifts, videos and registrations that the platform wrote into its own tables";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return everything.rests()
        ? take(rows::newestBucket)
        : everything.work(() -> take(_ -> PlatformRows.FIRST_BUCKET));
  }

  /// Takes what is new in each table from the given bucket on.
  private String take(ToLongFunction<Table> from) {
    var days =
        ownership.ownsUsers()
            ? 0
            : eachChanged(Table.USERS, from, this::takeRegistrations).stream()
                .mapToInt(Integer::intValue)
                .sum();
    var videos =
        ownership.ownsVideos()
            ? new Receipt(0, 0, List.of())
            : sum(eachChanged(Table.VIDEOS, from, this::takeVideos));
    var gifts = sum(eachChanged(Table.VIRTUAL_GIFTS, from, this::takeGifts));
    return "New: %s, %s and the registrations of %s; %s refused."
        .formatted(
            Counted.of(gifts.accepted(), "gift", "gifts"),
            Counted.of(videos.accepted(), "video", "videos"),
            Counted.of(days, "day", "days"),
            Counted.of(gifts.refusals().size() + videos.refusals().size(), "row was", "rows were"));
  }

  private <T> List<T> eachChanged(
      Table table, ToLongFunction<Table> from, Function<Bucket, T> take) {
    var taken = new ArrayList<T>();
    var next = from.applyAsLong(table);
    List<Bucket> changed;
    do {
      changed = rows.changed(table, next, BUCKETS);
      for (var bucket : changed) {
        taken.add(take.apply(bucket));
        next = bucket.number() + 1;
      }
    } while (changed.size() == BUCKETS);
    return taken;
  }

  private int takeRegistrations(Bucket bucket) {
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          var days = rows.noteRegistrations(bucket);
          if (!days.isEmpty()) {
            repository.touch(Set.of(), days, clock.instant());
          }
          rows.taken(bucket);
          return days.size();
        }));
  }

  private Receipt takeGifts(Bucket bucket) {
    var receipt = log.accept(rows.gifts(bucket).stream().map(this::event).toList(), SOURCE);
    rows.taken(bucket);
    return receipt;
  }

  private Receipt takeVideos(Bucket bucket) {
    var receipt =
        log.accept(rows.videos(bucket).stream().map(PlatformRowsJob::event).toList(), SOURCE);
    rows.taken(bucket);
    return receipt;
  }

  private static Receipt sum(List<Receipt> receipts) {
    return new Receipt(
        receipts.stream().mapToInt(Receipt::accepted).sum(),
        receipts.stream().mapToInt(Receipt::duplicates).sum(),
        receipts.stream().flatMap(receipt -> receipt.refusals().stream()).toList());
  }

  private Event event(GiftRow row) {
    var amount = row.amount();
    return Event.of("virtual_gifts:" + row.id(), EventType.GIFT, row.created())
        .user(row.senderId())
        .creator(row.recipientId())
        .amount(amount == null ? null : money(amount))
        .build();
  }

  /// More decimals than the currency has are rounded half up, here. An amount too large for any
  /// currency becomes one that is refused.
  private Money money(BigDecimal amount) {
    var currency = frame.currency();
    var rounded = amount.setScale(currency.getDefaultFractionDigits(), RoundingMode.HALF_UP);
    return rounded.precision() > 18
        ? new Money(Long.MAX_VALUE, currency)
        : Money.of(rounded, currency);
  }

  private static Event event(VideoRow row) {
    return Event.of(publicationId(row.id()), EventType.VIDEO_PUBLISHED, row.created())
        .user(row.creatorId())
        .video(row.id())
        .creator(row.creatorId())
        .details(new VideoDetails(null, List.of(), null, null))
        .build();
  }

  /// The id of the event that a row of `videos` stands for.
  static String publicationId(long videoId) {
    return "videos:" + videoId;
  }
}
