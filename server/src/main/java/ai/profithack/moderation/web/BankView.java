package ai.profithack.moderation.web;

import ai.profithack.media.Bank;
import ai.profithack.media.BankItem;
import ai.profithack.media.BankKind;
import ai.profithack.media.ImportedHashes;
import ai.profithack.moderation.KnownMaterial;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/// A bank as its page shows it: a part of its items, a form's state, and what an import came to.
///
/// `older`: the item to go on from; null on the last page. `manages`: whether who looks may change
/// the bank. `came`: what reading a list came to, or would (`dryRun`); null where none was read.
public record BankView(
    Bank bank,
    List<BankItem> items,
    String search,
    BankItem.@Nullable State state,
    @Nullable Long before,
    @Nullable Long older,
    boolean manages,
    BankForm form,
    @Nullable ImportedHashes came,
    boolean dryRun) {
  public String path() {
    return path(bank.name());
  }

  /// Whether decided blocks fill it, and nobody else does.
  public boolean isKeptByBlocks() {
    return KnownMaterial.isKeptByBlocks(bank.name());
  }

  public static String path(String name) {
    return BankPages.PATH + "/" + UriUtils.encodePathSegment(name, StandardCharsets.UTF_8);
  }

  /// The page from an item on, with what is searched for.
  public String at(@Nullable Long item) {
    return path()
        + "?q="
        + URLEncoder.encode(search, StandardCharsets.UTF_8)
        + (state == null ? "" : "&state=" + state.word())
        + (item == null ? "" : "&before=" + item);
  }

  public static String path(Bank bank) {
    return path(bank.name());
  }

  public static String title(BankKind kind) {
    return switch (kind) {
      case KNOWN_BAD -> "Known bad";
      case BLOCKED -> "Blocked here";
      case PROTECTED -> "Protected works";
      case NEGATIVE -> "Never counts";
    };
  }

  /// What follows where a video shows one of its items.
  public static String follows(BankKind kind) {
    return switch (kind) {
      case KNOWN_BAD -> "A match is flagged as critical, in quarantine too.";
      case BLOCKED -> "A match is flagged as blocked before, high.";
      case PROTECTED -> "A match is flagged as copyright, high.";
      case NEGATIVE -> "What shows an item is ignored, whatever else it resembles.";
    };
  }

  /// What follows where one of its items is put into quarantine.
  public static String doubting(BankKind kind) {
    return switch (kind) {
      case KNOWN_BAD -> "It counts as before until an admin has looked at it.";
      case BLOCKED, PROTECTED ->
          "It is found as before, but nothing is decided by it alone until an admin has looked at it.";
      case NEGATIVE -> "It hides nothing until an admin has looked at it.";
    };
  }

  public static String tone(BankKind kind) {
    return switch (kind) {
      case KNOWN_BAD -> "bad";
      case BLOCKED -> "warn";
      case PROTECTED -> "accent";
      case NEGATIVE -> "neutral";
    };
  }

  public static String tone(BankItem.State state) {
    return switch (state) {
      case ACTIVE -> "good";
      case QUARANTINED -> "warn";
      case REMOVED -> "neutral";
    };
  }

  /// What an item is: a still, or a recording of some length.
  public static String what(BankItem item) {
    return item.lengthMillis() == 0
        ? "picture"
        : "recording, " + AnalysisView.clock(item.lengthMillis());
  }
}
