package ai.profithack.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The users who registered in the week that begins with `monday`, and the share of them in per
/// cent that was active at each of [CohortRow#AGES]. Null where not all of them have reached the
/// age.
public record WeeklyRetention(LocalDate monday, long size, List<@Nullable BigDecimal> rates) {
  public WeeklyRetention {
    rates = Collections.unmodifiableList(new ArrayList<>(rates));
  }
}
