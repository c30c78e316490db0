package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.BankItem;
import ai.profithack.media.BankItem.State;
import ai.profithack.media.BankKind;
import ai.profithack.media.BankMatch;
import ai.profithack.media.Match;
import ai.profithack.media.Pdq;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a match with an item of a bank says.
class BankEvidenceTests {
  @Test
  void aConfirmedFakeSpeaksForAFake() {
    var evidence =
        BankEvidence.evidence(match(BlockedMedia.CONFIRMED_FAKES, BankKind.BLOCKED, State.ACTIVE));
    assertThat(DeepfakeRules.combine(List.of(evidence)).confidence()).isEqualTo(80.0);
    assertThat(evidence.severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void anItemInQuarantineCorroboratesNothing() {
    var doubted =
        BankEvidence.evidence(
            match(BlockedMedia.CONFIRMED_FAKES, BankKind.BLOCKED, State.QUARANTINED));
    assertThat(DeepfakeRules.combine(List.of(doubted)).confidence()).isZero();
    var said =
        DeepfakeRules.counted(
            Evidence.fact("provenance", "C2PA", "1", "A model made it."),
            Deepfake.Family.SAID,
            0.75);
    assertThat(DeepfakeRules.combine(List.of(doubted, said)).confidence()).isEqualTo(75.0);
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOCKED", "PROTECTED"})
  void anItemInQuarantineIsToldAndNothingFollowsFromItAlone(BankKind kind) {
    var evidence = BankEvidence.evidence(match("a bank", kind, State.QUARANTINED));
    assertThat(evidence.severity()).isEqualTo(Severity.LOW);
    assertThat(evidence.explanation())
        .contains("in quarantine: It matched too much.", "Nothing may be decided by it alone.");
  }

  @Test
  void aFloodOfCopiesDoesNotDefuseWhatIsKnownToBeBad() {
    var evidence = BankEvidence.evidence(match("a list", BankKind.KNOWN_BAD, State.QUARANTINED));
    assertThat(evidence.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(evidence.explanation())
        .contains("in quarantine: It matched too much.", "It counts as before until a person");
  }

  private static BankMatch match(String bank, BankKind kind, State state) {
    var item =
        new BankItem(
            7,
            bank,
            kind,
            "decision",
            "analysis:1",
            "a note",
            5_000,
            Instant.EPOCH,
            "tester",
            state,
            state == State.QUARANTINED ? "It matched too much." : "");
    return new BankMatch(item, new Match(7, 8, 10, Pdq.Laid.UPRIGHT, 1, 500, 4_500, 500, 12));
  }
}
