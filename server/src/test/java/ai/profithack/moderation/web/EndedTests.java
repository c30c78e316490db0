package ai.profithack.moderation.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.Fault;
import ai.profithack.moderation.Marking;
import ai.profithack.moderation.Origin;
import ai.profithack.moderation.WatermarkType;
import ai.profithack.web.Refused;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Only what is wrong with a file is blamed on it.
class EndedTests {
  @ParameterizedTest
  @CsvSource({"FILE,400,409", "SERVER,500,500", "UNAVAILABLE,503,503"})
  void theFaultDecidesTheAnswer(Fault fault, int asked, int held) {
    var analysis = analysis(fault);
    var sent = Ended.refused(analysis, sentence -> Refused.badInput("file", sentence));
    assertThat(sent.status().value()).isEqualTo(asked);
    assertThat(sent.field()).isEqualTo(fault == Fault.FILE ? "file" : null);
    assertThat(sent.sentence()).isEqualTo("A test says why.");
    assertThat(Ended.refused(analysis, Refused::conflict).status().value()).isEqualTo(held);
    assertThat(Ended.refused(marking(fault)).status().value()).isEqualTo(held);
    assertThat(Ended.refused(marking(fault)).sentence()).isEqualTo("A test says why.");
  }

  private static Analysis analysis(Fault fault) {
    return new Analysis(
        1,
        2,
        null,
        null,
        Origin.UNSAID,
        "test",
        Analysis.State.FAILED,
        "",
        0,
        Instant.EPOCH,
        "test",
        null,
        Instant.EPOCH,
        1,
        fault,
        "A test says why.",
        null,
        null,
        null);
  }

  private static Marking marking(Fault fault) {
    return new Marking(
        1,
        2,
        null,
        "",
        WatermarkType.VISIBLE,
        Map.of(),
        Marking.State.FAILED,
        "",
        0,
        Instant.EPOCH,
        "test",
        Instant.EPOCH,
        fault,
        "A test says why.",
        null,
        null,
        null,
        null);
  }
}
