package ai.profithack.moderation.web;

import ai.profithack.access.CurrentActor;
import ai.profithack.media.Bank;
import ai.profithack.media.BankItem;
import ai.profithack.media.BankKind;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.ImportedHashes;
import ai.profithack.moderation.KnownMaterial;
import ai.profithack.moderation.KnownMaterial.Put;
import ai.profithack.web.Refused;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartFile;

/// What pages and endpoints of banks take in alike: what a request must be, and why it is refused.
/// Who asks is who is noted.
@Component
@ConditionalOnWebApplication
class BankRequests {
  static final int REASON_MIN = 3;
  static final int TEXT_MAX = 500;

  private final KnownMaterial material;
  private final CurrentActor current;

  BankRequests(KnownMaterial material, CurrentActor current) {
    this.material = material;
    this.current = current;
  }

  void create(String name, String kindWord) {
    var kind =
        BankKind.find(kindWord)
            .orElseThrow(() ->
                Refused.badInput("kind", "kind is known_bad, blocked, protected or negative."));
    switch (material.create(name, kind, current.name())) {
      case MADE -> {}
      case THERE_ALREADY -> throw Refused.conflict("There is a bank %s already.".formatted(name));
      case NO_NAME ->
          throw Refused.badInput(
              "name",
              "A name has up to 60 lower-case letters, digits, spaces, _, . and -, and begins with a letter or digit.");
      case RESERVED ->
          throw Refused.badInput("name", "That bank is made and filled by blocks themselves.");
    }
  }

  Put addFile(String name, @Nullable MultipartFile file, String note)
      throws IOException, InterruptedException {
    if (file == null || file.isEmpty()) {
      return new Put.Unusable("file", "Choose a file that is not empty.");
    }
    try (var content = file.getInputStream()) {
      return material.addFile(name, content, note, current.name());
    } catch (DecoderUnavailable missing) {
      throw Refused.unavailable(String.valueOf(missing.getMessage()));
    }
  }

  ImportedHashes importList(
      String name, @Nullable MultipartFile file, String source, boolean dryRun) throws IOException {
    require(name);
    if (KnownMaterial.isKeptByBlocks(name)) {
      throw reserved(name);
    }
    if (file == null || file.isEmpty()) {
      throw Refused.badInput("file", "Choose a file that is not empty.");
    }
    var from = source.strip();
    if (from.isEmpty() || from.length() > TEXT_MAX) {
      throw Refused.badInput("source", "Say whose list it is.");
    }
    try {
      return dryRun
          ? material.previewList(name, from, file, current.name())
          : material.importList(name, from, file, current.name());
    } catch (CharacterCodingException notText) {
      throw Refused.badInput("file", "This is not a text file in UTF-8.");
    }
  }

  void exportList(String name, HttpServletResponse response) throws IOException {
    require(name);
    response.setContentType("text/plain;charset=UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename(name + ".txt").build().toString());
    material.exportList(name, response.getWriter(), current.name());
  }

  BankItem find(long id) {
    return material
        .item(id)
        .orElseThrow(() -> Refused.notFound("There is no item %d.".formatted(id)));
  }

  /// Errors: 404 where there is no such bank.
  void require(String name) {
    if (!material.exists(name)) {
      throw noBank(name);
    }
  }

  Bank bank(String name) {
    return material.find(name).orElseThrow(() -> noBank(name));
  }

  static Refused reserved(String name) {
    return Refused.conflict(
        "Decided blocks fill the bank %s, and nobody else does.".formatted(name));
  }

  static Refused noBank(String name) {
    return Refused.notFound("There is no bank %s.".formatted(name));
  }

  static BankItem.@Nullable State state(@Nullable String word) {
    if (word == null || word.isEmpty()) {
      return null;
    }
    return BankItem.State.find(word)
        .orElseThrow(() -> Refused.badInput("state", "state is active, quarantined or removed."));
  }

  static String reason(@Nullable String given) {
    var reason = given == null ? "" : given.strip();
    if (reason.length() < REASON_MIN || reason.length() > TEXT_MAX) {
      throw Refused.badInput(
          "reason", "Say why in %d to %d characters.".formatted(REASON_MIN, TEXT_MAX));
    }
    return reason;
  }

  static String note(@Nullable String given) {
    var note = given == null ? "" : given.strip();
    if (note.length() > TEXT_MAX) {
      throw Refused.badInput("note", "A note has up to %d characters.".formatted(TEXT_MAX));
    }
    return note;
  }
}
