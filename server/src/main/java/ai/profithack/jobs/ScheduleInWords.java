package ai.profithack.jobs;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Cron expressions as a person says them.
final class ScheduleInWords {
  /// Counted from whichever second.
  private static final Pattern EVERY_SECONDS =
      Pattern.compile("(?:\\*|\\d{1,2})/(\\d{1,2}) \\* \\* \\* \\* \\*");

  /// At whichever second.
  private static final Pattern EVERY_MINUTES =
      Pattern.compile("\\d{1,2} (\\*|[*0]/\\d{1,2}) \\* \\* \\* \\*");

  private static final Pattern HOURLY = Pattern.compile("0 (\\d{1,2}) \\* \\* \\* \\*");
  private static final Pattern AT_A_TIME =
      Pattern.compile("0 (\\d{1,2}) (\\d{1,2}) (\\*|\\d{1,2}) \\* (\\*|[A-Za-z]{3})");

  private ScheduleInWords() {}

  /// `daily at 00:05 UTC`, `Mondays at 00:30 UTC`, `every 5 minutes`; an expression beyond these is
  /// quoted.
  static String of(String cron) {
    return everySeconds(cron)
        .or(() -> everyMinutes(cron))
        .or(() -> hourly(cron))
        .or(() -> atATime(cron))
        .orElse("by the cron expression %s, in UTC".formatted(cron));
  }

  private static Optional<String> everySeconds(String cron) {
    var match = EVERY_SECONDS.matcher(cron);
    return match.matches()
        ? Optional.of("every %s seconds".formatted(match.group(1)))
        : Optional.empty();
  }

  private static Optional<String> everyMinutes(String cron) {
    var match = EVERY_MINUTES.matcher(cron);
    if (!match.matches()) {
      return Optional.empty();
    }
    var step = match.group(1).equals("*") ? "1" : match.group(1).substring(2);
    return Optional.of(step.equals("1") ? "every minute" : "every %s minutes".formatted(step));
  }

  private static Optional<String> hourly(String cron) {
    var match = HOURLY.matcher(cron);
    return match.matches()
        ? Optional.of("hourly, %d minutes past".formatted(Integer.parseInt(match.group(1))))
        : Optional.empty();
  }

  private static Optional<String> atATime(String cron) {
    var match = AT_A_TIME.matcher(cron);
    if (!match.matches()) {
      return Optional.empty();
    }
    var time =
        "%02d:%02d UTC"
            .formatted(Integer.parseInt(match.group(2)), Integer.parseInt(match.group(1)));
    var dayOfMonth = match.group(3);
    var weekday = match.group(4);
    if (!dayOfMonth.equals("*")) {
      return weekday.equals("*")
          ? Optional.of("monthly on day %s at %s".formatted(dayOfMonth, time))
          : Optional.empty();
    }
    return weekday.equals("*")
        ? Optional.of("daily at " + time)
        : weekday(weekday).map(day -> "%ss at %s".formatted(day, time));
  }

  private static Optional<String> weekday(String threeLetters) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> day.name().startsWith(threeLetters.toUpperCase(Locale.ROOT)))
        .map(day -> day.getDisplayName(TextStyle.FULL, Locale.ENGLISH))
        .findFirst();
  }
}
