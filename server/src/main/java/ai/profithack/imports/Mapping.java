package ai.profithack.imports;

import ai.profithack.events.EventType;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How the records of a kind of file become facts, as declared in a file of its own; see
/// docs/importing.md for the format.
///
/// `namespace` is the world in which the file's ids mean something; [#PLATFORM] says that they are
/// the platform's own integers. `unused` are columns that are left out on purpose, with the reason.
record Mapping(
    String name,
    String description,
    Recognition recognition,
    Format format,
    String namespace,
    List<Rule> rules,
    Map<String, String> unused) {
  static final String PLATFORM = "platform";

  /// A file is of this kind when it has all these columns and, where there is a pattern, its name
  /// matches it.
  record Recognition(List<String> columns, @Nullable Pattern fileName) {}

  /// What a record becomes for which all columns named in `when` have one of the values there. The
  /// first rule that fits counts.
  record Rule(
      Map<String, Set<String>> when,
      Outcome outcome,
      @Nullable Publication publication,
      List<UserName> names) {}

  sealed interface Outcome {}

  /// The record is left out, and counted as refused, because of `reason`.
  record Refuse(String reason) implements Outcome {}

  record EventRule(
      Value id,
      Value type,
      TimeRule time,
      @Nullable Value user,
      @Nullable Value video,
      @Nullable Value creator,
      @Nullable Value gift,
      @Nullable Value giftName,
      @Nullable AmountRule amount,
      @Nullable Value quantity,
      @Nullable Value duration,
      @Nullable Details details,
      @Nullable Value refundOf,
      @Nullable Value disputeOf,
      @Nullable ContextRule context)
      implements Outcome {}

  /// From where a gift came. What its columns hold is kept nowhere but as hashes with the event.
  record ContextRule(
      @Nullable Value device,
      @Nullable Value paymentMethod,
      @Nullable TimeRule paymentMethodAdded,
      @Nullable Value ipAddress) {
    /// The columns whose values identify people.
    Set<String> identifying() {
      var columns = new TreeSet<String>();
      add(columns, device, paymentMethod, ipAddress);
      return columns;
    }
  }

  /// Cumulative counts as they stood at one moment.
  record Counters(
      TimeRule captured,
      @Nullable TimeRule published,
      @Nullable Value video,
      @Nullable Value creator,
      List<Counter> each)
      implements Outcome {}

  /// One counter. Without an `event` its movement is kept as a trend of its subject.
  record Counter(
      String subject,
      Value key,
      @Nullable Value label,
      String measure,
      Value value,
      @Nullable EventType event,
      boolean gauge,
      First first,
      Gaps gaps) {}

  /// What becomes of the count at the first capture.
  enum First {
    /// It is counted on the day on which the subject was published.
    AT_PUBLICATION,
    /// It is counted on the day of the capture.
    AT_CAPTURE,
    /// It is where counting begins, and is not counted itself.
    BASELINE
  }

  /// What becomes of a movement over several days.
  enum Gaps {
    /// It is divided evenly over the days after the capture before, up to the day of the capture.
    SPREAD,
    /// It is counted on the day of the capture.
    AT_CAPTURE
  }

  /// Messages about one and the same gift, tapped again and again: one gift of the highest count.
  record StreakRule(
      Value key,
      Value count,
      TimeRule time,
      Value user,
      Value creator,
      @Nullable Value video,
      Value gift,
      @Nullable Value giftName,
      AmountRule unit)
      implements Outcome {}

  record GiftType(Value gift, Value name, TimeRule time, @Nullable AmountRule price)
      implements Outcome {}

  /// The publication of the video that a record is about, told along with its own fact.
  record Publication(Value video, Value creator, TimeRule time, Details details) {}

  record Details(
      @Nullable Value title,
      @Nullable Value hashtags,
      @Nullable String hashtagSeparator,
      @Nullable Value sound,
      @Nullable Value category) {}

  record UserName(Value user, Value name) {}

  /// `value` times `price`, in a currency.
  record AmountRule(Value value, Value currency, BigDecimal price) {}

  record TimeRule(Value value, TimeForm form, ZoneId zone) {}

  /// The columns whose values identify people, and are not kept with what is refused.
  Set<String> identifying() {
    var columns = new TreeSet<String>();
    for (var rule : rules) {
      if (rule.outcome() instanceof EventRule event && event.context() != null) {
        columns.addAll(event.context().identifying());
      }
    }
    return columns;
  }

  /// The columns that any rule reads.
  Set<String> columns() {
    var columns = new TreeSet<String>();
    rules.forEach(rule -> collect(rule, columns));
    return columns;
  }

  private static void collect(Rule rule, Set<String> columns) {
    columns.addAll(rule.when().keySet());
    rule.names().forEach(name -> add(columns, name.user(), name.name()));
    var publication = rule.publication();
    if (publication != null) {
      add(columns, publication.video(), publication.creator(), publication.time().value());
      add(columns, publication.details());
    }
    switch (rule.outcome()) {
      case Refuse _ -> {}
      case EventRule event -> {
        add(columns, event.id(), event.type(), event.time().value(), event.user(), event.video());
        add(columns, event.creator(), event.gift(), event.giftName(), event.quantity());
        add(columns, event.duration(), event.refundOf(), event.disputeOf());
        var context = event.context();
        if (context != null) {
          var added = context.paymentMethodAdded();
          columns.addAll(context.identifying());
          add(columns, added == null ? null : added.value());
        }
        add(columns, event.amount());
        add(columns, event.details());
      }
      case Counters counters -> {
        add(columns, counters.captured().value(), counters.video(), counters.creator());
        add(columns, counters.published() == null ? null : counters.published().value());
        counters
            .each()
            .forEach(counter -> add(columns, counter.key(), counter.label(), counter.value()));
      }
      case StreakRule streak -> {
        add(columns, streak.key(), streak.count(), streak.time().value(), streak.user());
        add(columns, streak.creator(), streak.video(), streak.gift(), streak.giftName());
        add(columns, streak.unit());
      }
      case GiftType gift -> {
        add(columns, gift.gift(), gift.name(), gift.time().value());
        add(columns, gift.price());
      }
    }
  }

  private static void add(Set<String> columns, @Nullable AmountRule amount) {
    if (amount != null) {
      add(columns, amount.value(), amount.currency());
    }
  }

  private static void add(Set<String> columns, @Nullable Details details) {
    if (details != null) {
      add(columns, details.title(), details.hashtags(), details.sound(), details.category());
    }
  }

  private static void add(Set<String> columns, @Nullable Value... values) {
    for (var value : values) {
      if (value != null) {
        columns.addAll(value.columns());
      }
    }
  }
}
