package ai.profithack.events;

import ai.profithack.events.Event.VideoDetails;
import ai.profithack.jobs.Job;
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
import java.util.List;
import java.util.Set;
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
@Component
class PlatformRowsJob implements Job {
  private static final String SOURCE = "platform";

  /// Of a table at a time; a run goes on until nothing is left.
  private static final int BUCKETS = 20;

  private final PlatformRows rows;
  private final Ownership ownership;
  private final EventLog log;
  private final EventRepository repository;
  private final ReportingFrame frame;
  private final Clock clock;
  private final TransactionTemplate transaction;

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
    var days = ownership.ownsUsers() ? 0 : takeRegistrations();
    var videos = ownership.ownsVideos() ? new Receipt(0, 0, List.of()) : takeVideos();
    var gifts = takeGifts();
    return "%d gifts, %d videos and the registrations of %d days are new; %d rows were refused."
        .formatted(
            gifts.accepted(),
            videos.accepted(),
            days,
            gifts.refusals().size() + videos.refusals().size());
  }

  private int takeRegistrations() {
    var days = 0;
    List<Bucket> changed;
    do {
      changed = rows.changed(Table.USERS, BUCKETS);
      for (var bucket : changed) {
        var touched =
            transaction.execute(_ -> {
              var changedDays = rows.noteRegistrations(bucket);
              if (!changedDays.isEmpty()) {
                repository.touch(Set.of(), changedDays, clock.instant());
              }
              rows.taken(bucket);
              return changedDays.size();
            });
        days += touched == null ? 0 : touched;
      }
    } while (changed.size() == BUCKETS);
    return days;
  }

  private Receipt takeGifts() {
    var total = new Receipt(0, 0, List.of());
    List<Bucket> changed;
    do {
      changed = rows.changed(Table.VIRTUAL_GIFTS, BUCKETS);
      for (var bucket : changed) {
        var events = rows.gifts(bucket).stream().map(this::event).toList();
        total = sum(total, log.accept(events, SOURCE));
        rows.taken(bucket);
      }
    } while (changed.size() == BUCKETS);
    return total;
  }

  private Receipt takeVideos() {
    var total = new Receipt(0, 0, List.of());
    List<Bucket> changed;
    do {
      changed = rows.changed(Table.VIDEOS, BUCKETS);
      for (var bucket : changed) {
        var events = rows.videos(bucket).stream().map(PlatformRowsJob::event).toList();
        total = sum(total, log.accept(events, SOURCE));
        rows.taken(bucket);
      }
    } while (changed.size() == BUCKETS);
    return total;
  }

  private static Receipt sum(Receipt one, Receipt other) {
    var refusals = new java.util.ArrayList<>(one.refusals());
    refusals.addAll(other.refusals());
    return new Receipt(
        one.accepted() + other.accepted(), one.duplicates() + other.duplicates(), refusals);
  }

  private Event event(GiftRow row) {
    var amount = row.amount();
    return new Event(
        "virtual_gifts:" + row.id(),
        EventType.GIFT,
        row.created(),
        row.senderId(),
        null,
        row.recipientId(),
        null,
        null,
        amount == null ? null : money(amount),
        1,
        null,
        null);
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
    return new Event(
        publicationId(row.id()),
        EventType.VIDEO_PUBLISHED,
        row.created(),
        row.creatorId(),
        row.id(),
        row.creatorId(),
        null,
        null,
        null,
        1,
        null,
        new VideoDetails(null, List.of(), null, null));
  }

  /// The id of the event that a row of `videos` stands for.
  static String publicationId(long videoId) {
    return "videos:" + videoId;
  }
}
