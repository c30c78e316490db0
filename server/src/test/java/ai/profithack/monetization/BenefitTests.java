package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What a tier is said to give is really asked for somewhere, and what nothing asks for is said to
/// be a permission alone.
class BenefitTests {
  /// What everybody has, what people do, and what the rules of a tier say themselves.
  private static final EnumSet<Benefit> NOT_ASKED_FOR =
      EnumSet.of(
          Benefit.BASIC_ANALYTICS,
          Benefit.PRIORITY_SUPPORT,
          Benefit.DEDICATED_MANAGER,
          Benefit.HIGHER_REVENUE_SHARE);

  @Test
  void whatIsThereIsAskedForAndNothingElse() throws IOException {
    String code;
    try (var files = Files.walk(Path.of("src/main/java/ai/profithack"))) {
      code =
          files
              .filter(file -> file.toString().endsWith(".java") && !file.endsWith("Benefit.java"))
              .map(BenefitTests::text)
              .collect(Collectors.joining());
    }
    for (var benefit : EnumSet.complementOf(NOT_ASKED_FOR)) {
      var asked =
          code.contains("Benefit." + benefit.name()) || code.contains('"' + benefit.code() + '"');
      assertThat(benefit.isThere()).as(benefit.code()).isEqualTo(asked);
    }
    assertThat(NOT_ASKED_FOR).allMatch(Benefit::isThere);
    assertThat(TierRules.CURRENT.line(Tier.PLATINUM).sharePercent()).isEqualTo(60);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
