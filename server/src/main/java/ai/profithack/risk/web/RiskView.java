package ai.profithack.risk.web;

import ai.profithack.risk.RiskCase;
import ai.profithack.risk.RiskCases.Contradiction;
import ai.profithack.risk.RiskCases.OpenDispute;
import ai.profithack.web.Formats;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the page of all cases shows.
public record RiskView(
    List<RiskCase> open,
    List<RiskCase> decided,
    List<OpenDispute> disputes,
    List<Contradiction> contradictions,
    Accounts accounts,
    @Nullable Instant lookedAt,
    @Nullable Instant looksNextAt,
    Instant now) {
  static List<RiskCase> newest(List<RiskCase> one, List<RiskCase> other, int limit) {
    return Stream.concat(one.stream(), other.stream())
        .sorted(Comparator.comparing(RiskCase::caseId).reversed())
        .limit(limit)
        .toList();
  }

  public boolean isEmpty() {
    return open.isEmpty() && decided.isEmpty() && disputes.isEmpty() && contradictions.isEmpty();
  }

  /// When it was last looked for, and when it will be again.
  public String looks(Formats format) {
    var last =
        lookedAt == null
            ? "New gifts were not looked at yet"
            : "New gifts were last looked at on " + format.moment(lookedAt);
    return looksNextAt == null
        ? last + "."
        : last + "; the next look is at " + format.moment(looksNextAt) + ".";
  }

  public String age(RiskCase each) {
    return Age.of(each.openedAt(), each.decidedAt(), now);
  }

  public String age(OpenDispute each) {
    return Age.of(each.openedAt(), null, now);
  }
}
