package ai.profithack.web;

import ai.profithack.kernel.DayRange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/// The range of days that a page shows, and how it was chosen: a preset or two days.
///
/// In the URL as `?range=30d` or `?from=2026-01-01&to=2026-01-31`, where `to` is the last day
/// shown.
public record DateRange(
    String path, @Nullable String preset, LocalDate from, LocalDate to, @Nullable String problem) {

  /// A span of days up to and with today.
  public record Preset(String key, String label, int days) {}

  public static final List<Preset> PRESETS =
      List.of(
          new Preset("7d", "7 days", 7),
          new Preset("30d", "30 days", 30),
          new Preset("90d", "90 days", 90),
          new Preset("365d", "1 year", 365));

  private static final Preset USUAL = PRESETS.get(1);

  /// Reads the parameters `range`, `from` and `to`. What cannot be understood is answered by the
  /// usual 30 days and a problem to show.
  public static DateRange of(
      String path,
      @Nullable String range,
      @Nullable String fromText,
      @Nullable String toText,
      LocalDate today) {
    var from = fromText == null || fromText.isBlank() ? null : fromText;
    var to = toText == null || toText.isBlank() ? null : toText;
    if (from == null && to == null) {
      var preset =
          PRESETS.stream().filter(each -> each.key().equals(range)).findFirst().orElse(USUAL);
      return preset(path, preset, today, null);
    }
    try {
      var last = to == null ? today : LocalDate.parse(to);
      var first = from == null ? last.minusDays(USUAL.days() - 1L) : LocalDate.parse(from);
      if (first.isAfter(last)) {
        return preset(path, USUAL, today, "The first day must not be after the last.");
      }
      if (first.plusYears(10).isBefore(last)) {
        return preset(path, USUAL, today, "A range holds ten years at the most.");
      }
      return new DateRange(path, null, first, last, null);
    } catch (DateTimeException malformed) {
      return preset(path, USUAL, today, "Days are written as 2026-01-31.");
    }
  }

  /// The same as a half-open span.
  public DayRange days() {
    return new DayRange(from, to.plusDays(1));
  }

  /// The span of equal length just before, for comparison.
  public DayRange before() {
    return days().previous();
  }

  public String link(Preset each) {
    return path + (path.contains("?") ? "&" : "?") + "range=" + each.key();
  }

  /// A parameter of the page that has nothing to do with its days, for the form that asks for them.
  public record Kept(String name, String value) {}

  public List<Kept> kept() {
    return UriComponentsBuilder.fromUriString(path).build().getQueryParams().entrySet().stream()
        .map(each ->
            new Kept(
                each.getKey(),
                URLDecoder.decode(each.getValue().getFirst(), StandardCharsets.UTF_8)))
        .toList();
  }

  private static DateRange preset(
      String path, Preset preset, LocalDate today, @Nullable String problem) {
    return new DateRange(path, preset.key(), today.minusDays(preset.days() - 1L), today, problem);
  }
}
