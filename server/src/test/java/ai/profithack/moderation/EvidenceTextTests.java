package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Text out of a file cannot make evidence that nobody can keep or show.
class EvidenceTextTests {
  @Test
  void textIsPrintableAndBoundedWhereverItStands() {
    var evil = "a\0b" + "c".repeat(50_000);
    var evidence =
        Evidence.fact("text", evil, evil, evil)
            .with(Map.of(evil, List.of(Map.of("text", evil), 7), "length", 3L));
    assertThat(evidence.source()).startsWith("a�b").hasSizeLessThan(1_000);
    assertThat(evidence.version()).startsWith("a�b").hasSizeLessThan(1_000);
    assertThat(evidence.explanation()).startsWith("a�bc").hasSizeLessThan(5_000);
    assertThat(evidence.detail().toString())
        .hasSizeLessThan(20_000)
        .doesNotContain("\0")
        .contains("text=a�b", "length=3", ", 7]");
  }
}
