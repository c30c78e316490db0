package ai.profithack.analytics.web;

import ai.profithack.analytics.CreatorFigures;
import ai.profithack.analytics.DailyRow;
import ai.profithack.analytics.RevenueForecasts;
import ai.profithack.web.Chart;
import ai.profithack.web.DateRange;
import ai.profithack.web.Tile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the dashboard shows of a range.
public record DashboardView(
    DateRange range,
    List<Tile> tiles,
    Chart revenue,
    Chart activeUsers,
    Chart newUsers,
    List<RevenueSource> sources,
    List<CreatorFigures.Ranked> topCreators,
    Chart sparks,
    List<HeatRow> weeks,
    RevenueForecasts.TrackRecord forecasts,
    List<DailyRow> newestDays,
    @Nullable Instant computedAt) {}
