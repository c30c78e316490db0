package ai.profithack.moderation;

import ai.profithack.media.BankItem;
import ai.profithack.media.BankKind;
import ai.profithack.media.BankSound;
import ai.profithack.media.Banks;
import ai.profithack.media.Sound;
import ai.profithack.media.SoundHash;
import ai.profithack.media.SoundHasher;
import ai.profithack.media.SoundMatch;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What of the banks a video sounds like.
///
/// A protected work that is heard is a concern. That a video sounds like something that was
/// blocked, or is known to be bad, is a fact: the same music is under many videos.
@Component
@Order(31)
class SoundEvidence implements EvidenceKind {
  private static final String KIND = "sound";
  private static final String VERSION = "landmarks-1";

  /// A change of pitch that is told.
  private static final double SEMITONES_TOLD = 0.3;

  private final Banks banks;
  private final BlockedMedia blocked;

  SoundEvidence(Banks banks, BlockedMedia blocked) {
    this.banks = banks;
    this.blocked = blocked;
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Look look(Subject subject) {
    return new Listening(subject);
  }

  private final class Listening implements Look {
    private final Subject subject;
    private @Nullable SoundHash heard;

    Listening(Subject subject) {
      this.subject = subject;
    }

    @Override
    public void hear(Sound sound) {
      heard = SoundHasher.query(sound);
    }

    @Override
    public List<Evidence> conclude() {
      var query = heard;
      if (query == null || query.peaks().isEmpty()) {
        return List.of(absent("There is no sound to be compared with the banks."));
      }
      if (banks.isEmpty()) {
        return List.of(absent("No bank has any item, so there was nothing to compare it with."));
      }
      var found =
          banks.listen("file:" + subject.sha256(), query).stream()
              .filter(sound -> !blocked.isItself(sound.item(), subject))
              .toList();
      return found.isEmpty()
          ? List.of(
              nothing(
                  "%d seconds of sound were compared with the banks; nothing in them is heard here."
                      .formatted(Math.ceilDiv(query.lengthMillis(), 1_000))))
          : found.stream().map(SoundEvidence::evidence).toList();
    }
  }

  private static Evidence nothing(String sentence) {
    return Evidence.nothing(KIND, "banks", VERSION, sentence);
  }

  private static Evidence absent(String sentence) {
    return Evidence.notApplicable(KIND, "banks", sentence);
  }

  private static Evidence evidence(BankSound sound) {
    var item = sound.item();
    var match = sound.match();
    var words = explanation(item, match);
    var found =
        item.kind() == BankKind.PROTECTED
            ? Evidence.concern(
                KIND, item.bank(), VERSION, FlagType.COPYRIGHT, severity(item), words)
            : Evidence.fact(
                KIND,
                item.bank(),
                VERSION,
                words + " Sound alone raises no flag: the same music is under many videos.");
    var detail = new HashMap<String, Object>();
    detail.put("itemId", item.itemId());
    detail.put("itemSource", item.source());
    detail.put("itemSourceKey", item.sourceKey());
    detail.put("itemFromMillis", match.itemFromMillis());
    detail.put("itemToMillis", match.itemToMillis());
    detail.put("speed", match.speed());
    detail.put("semitones", match.semitones());
    detail.put("agreed", match.agreed());
    detail.put("compared", match.compared());
    detail.put("evidence", match.evidence());
    return found.scored(match.share()).from(match.fromMillis(), match.toMillis()).with(detail);
  }

  private static Severity severity(BankItem item) {
    return item.state() == BankItem.State.QUARANTINED ? Severity.LOW : Severity.HIGH;
  }

  private static String explanation(BankItem item, SoundMatch match) {
    var sentence =
        "From %s to %s it sounds like item %d of the bank “%s”%s from %s to %s%s: %d of %d peaks agree."
            .formatted(
                clock(match.fromMillis()),
                clock(match.toMillis()),
                item.itemId(),
                item.bank(),
                item.note().isEmpty() ? "" : " (" + item.note() + ")",
                clock(match.itemFromMillis()),
                clock(match.itemToMillis()),
                changes(match),
                match.agreed(),
                match.compared());
    return item.state() == BankItem.State.QUARANTINED
        ? sentence
            + " That item is in quarantine: "
            + item.stateReason()
            + " Nothing may be decided by it alone."
        : sentence;
  }

  private static String changes(SoundMatch match) {
    var changes = new StringBuilder();
    var percent = Math.round(100 * (match.speed() - 1));
    if (percent != 0) {
      changes.append(", %d %% %s".formatted(Math.abs(percent), percent > 0 ? "faster" : "slower"));
    }
    if (Math.abs(match.semitones()) >= SEMITONES_TOLD) {
      changes.append(
          String.format(
              Locale.ROOT,
              ", %.1f semitones %s",
              Math.abs(match.semitones()),
              match.semitones() > 0 ? "higher" : "lower"));
    }
    return changes.toString();
  }

  /// `1:05.2`.
  private static String clock(long millis) {
    return String.format(
        Locale.ROOT, "%d:%02d.%d", millis / 60_000, millis / 1_000 % 60, millis % 1_000 / 100);
  }
}
