package ai.profithack.analytics.web;

import ai.profithack.analytics.CreatorFigures;
import ai.profithack.analytics.DailyRow;
import ai.profithack.analytics.ForecastRow;
import ai.profithack.analytics.GiftDailyRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A day's figures in detail.
public record DayView(
    LocalDate day,
    State state,
    @Nullable DailyRow figures,
    List<RevenueSource> sources,
    List<CreatorFigures.Ranked> creators,
    List<GiftDailyRow> gifts,
    @Nullable ForecastRow forecast,
    @Nullable Instant computedAt) {

  /// Whether a day's figures can still move by themselves.
  public enum State {
    CLOSED("closed", "good"),
    PROVISIONAL("provisional, still counting", "warn"),
    AHEAD("not begun", "neutral");

    private final String text;
    private final String tone;

    State(String text, String tone) {
      this.text = text;
      this.tone = tone;
    }

    static State of(LocalDate day, LocalDate today) {
      if (day.isAfter(today)) {
        return AHEAD;
      }
      return day.equals(today) ? PROVISIONAL : CLOSED;
    }

    public String text() {
      return text;
    }

    public String tone() {
      return tone;
    }
  }
}
