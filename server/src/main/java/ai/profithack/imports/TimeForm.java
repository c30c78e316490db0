package ai.profithack.imports;

import ai.profithack.kernel.ReportingFrame;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/// How a moment is written.
///
/// A moment with an offset is what it says; one without is in the zone of the mapping; a date
/// without a time is that calendar day of the figures, and counts as its first instant.
sealed interface TimeForm {
  /// Errors: [DateTimeException] or [NumberFormatException] where the text is not in this form.
  Instant read(String text, ZoneId zone, ReportingFrame frame);

  /// For people: what a text should look like.
  String example();

  /// ISO 8601: `2020-11-07T17:02:37Z`, `2020-11-07T17:02:37`, `2020-11-07`.
  record Iso() implements TimeForm {
    @Override
    public Instant read(String text, ZoneId zone, ReportingFrame frame) {
      if (text.length() <= 10) {
        return frame.startOf(LocalDate.parse(text));
      }
      var iso = text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
      return instant(
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              iso, ZonedDateTime::from, OffsetDateTime::from, LocalDateTime::from),
          zone,
          frame);
    }

    @Override
    public String example() {
      return "a time such as 2020-11-07T17:02:37Z or a date such as 2020-11-07";
    }
  }

  record UnixSeconds() implements TimeForm {
    @Override
    public Instant read(String text, ZoneId zone, ReportingFrame frame) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }

    @Override
    public String example() {
      return "seconds since 1970 such as 1608214517";
    }
  }

  record UnixMilliseconds() implements TimeForm {
    @Override
    public Instant read(String text, ZoneId zone, ReportingFrame frame) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }

    @Override
    public String example() {
      return "milliseconds since 1970 such as 1608214517000";
    }
  }

  /// A pattern of [DateTimeFormatter], such as `yyyyMMdd` or `dd.MM.yyyy HH:mm`.
  record Pattern(String pattern, DateTimeFormatter formatter) implements TimeForm {
    @Override
    public Instant read(String text, ZoneId zone, ReportingFrame frame) {
      return instant(
          formatter.parseBest(
              text,
              ZonedDateTime::from,
              OffsetDateTime::from,
              LocalDateTime::from,
              LocalDate::from),
          zone,
          frame);
    }

    @Override
    public String example() {
      return "a time written as " + pattern;
    }
  }

  private static Instant instant(TemporalAccessor parsed, ZoneId zone, ReportingFrame frame) {
    return switch (parsed) {
      case ZonedDateTime zoned -> zoned.toInstant();
      case OffsetDateTime offset -> offset.toInstant();
      case LocalDateTime local -> local.atZone(zone).toInstant();
      case LocalDate date -> frame.startOf(date);
      default -> throw new DateTimeException("no moment in " + parsed);
    };
  }
}
