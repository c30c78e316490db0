package ai.profithack.moderation;

import ai.profithack.kernel.Counted;
import ai.profithack.media.BankItem;
import ai.profithack.media.BankKind;
import ai.profithack.media.BankMatch;
import ai.profithack.media.Banks;
import ai.profithack.media.Frame;
import ai.profithack.media.Luma;
import ai.profithack.media.Pdq;
import ai.profithack.media.Sampling;
import ai.profithack.media.VideoHasher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What of the banks of hashes a video shows.
@Component
@Order(30)
class BankEvidence implements EvidenceKind {
  private static final String KIND = "bank";
  private static final String VERSION = "pdq-runs-1";
  private static final double CONFIRMED_FAKE = 0.8;

  private final Banks banks;
  private final BlockedMedia blocked;

  BankEvidence(Banks banks, BlockedMedia blocked) {
    this.banks = banks;
    this.blocked = blocked;
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Look look(Subject subject) {
    return new Comparing(subject);
  }

  private final class Comparing implements Look {
    private final Subject subject;
    private final List<Frame<Luma>> pictures = new ArrayList<>();

    Comparing(Subject subject) {
      this.subject = subject;
    }

    @Override
    public Optional<Sampling> grey() {
      return Optional.of(Observation.sampling(subject.facts()).within(VideoHasher.SIDE));
    }

    @Override
    public void seeGrey(Frame<Luma> frame) {
      pictures.add(frame);
    }

    @Override
    public List<Evidence> conclude() {
      var hash = VideoHasher.query(subject.facts().lengthMillis().orElse(0), pictures);
      if (hash.frames().isEmpty()) {
        return List.of(
            Evidence.notApplicable(
                KIND,
                "banks",
                "No picture of this video has enough features to be compared with the banks."));
      }
      if (banks.isEmpty()) {
        return List.of(
            Evidence.notApplicable(
                KIND, "banks", "No bank has any item, so there was nothing to compare it with."));
      }
      var matches =
          banks.compare("file:" + subject.sha256(), hash).stream()
              .filter(match -> !blocked.isItself(match.item(), subject))
              .toList();
      return matches.isEmpty()
          ? List.of(
              Evidence.nothing(
                  KIND,
                  "banks",
                  VERSION,
                  "%s compared with the banks; nothing in them is shown here."
                      .formatted(Counted.of(hash.frames().size(), "picture was", "pictures were"))))
          : matches.stream().map(BankEvidence::evidence).toList();
    }
  }

  static Evidence evidence(BankMatch match) {
    var item = match.item();
    var doubted = item.state() == BankItem.State.QUARANTINED;
    var fake = item.bank().equals(BlockedMedia.CONFIRMED_FAKES);
    var found =
        Evidence.concern(
                KIND, item.bank(), VERSION, flag(item), severity(item), explanation(match, doubted))
            .scored(match.match().share())
            .from(match.match().fromMillis(), match.match().toMillis());
    var detail = new HashMap<String, Object>();
    detail.put("itemId", item.itemId());
    detail.put("itemSource", item.source());
    detail.put("itemSourceKey", item.sourceKey());
    detail.put("itemFromMillis", Math.max(0, match.match().itemFromMillis()));
    detail.put("itemLengthMillis", item.lengthMillis());
    detail.put("frames", match.match().frames());
    detail.put("compared", match.match().compared());
    detail.put("distanceBits", match.match().distance());
    detail.put("speed", match.match().speed());
    detail.put("laid", match.match().laid().name().toLowerCase(Locale.ROOT));
    var described = found.with(detail);
    // What may match anything corroborates nothing.
    return fake && !doubted
        ? DeepfakeRules.counted(described, Deepfake.Family.KNOWN, CONFIRMED_FAKE)
        : described;
  }

  private static FlagType flag(BankItem item) {
    return switch (item.kind()) {
      case KNOWN_BAD -> FlagType.KNOWN_BAD;
      case BLOCKED -> FlagType.PREVIOUSLY_BLOCKED;
      case PROTECTED -> FlagType.COPYRIGHT;
      case NEGATIVE -> throw new IllegalStateException("negative banks report nothing");
    };
  }

  /// Whoever floods the server with copies must not defuse what is known to be bad: there a doubt
  /// only asks a person to look at the item.
  private static Severity severity(BankItem item) {
    if (item.kind() == BankKind.KNOWN_BAD) {
      return Severity.CRITICAL;
    }
    return item.state() == BankItem.State.QUARANTINED ? Severity.LOW : Severity.HIGH;
  }

  private static String explanation(BankMatch match, boolean doubted) {
    var seen = match.match();
    var sentence =
        "%d of %d %s what item %d of the bank “%s” shows%s%s."
            .formatted(
                seen.frames(),
                seen.compared(),
                (seen.compared() == 1 ? "picture " : "pictures ")
                    + (seen.frames() == 1 ? "shows" : "show"),
                match.item().itemId(),
                match.item().bank(),
                seen.laid() == Pdq.Laid.UPRIGHT
                    ? ""
                    : ", " + seen.laid().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                match.item().note().isEmpty() ? "" : " (" + match.item().note() + ")");
    return doubted
        ? sentence
            + " That item is in quarantine: "
            + match.item().stateReason()
            + (match.item().kind() == BankKind.KNOWN_BAD
                ? " It counts as before until a person has looked at it, on the page Banks."
                : " Nothing may be decided by it alone.")
        : sentence;
  }
}
