package ai.profithack.moderation;

import ai.profithack.access.AuditTrail;
import ai.profithack.media.Adding;
import ai.profithack.media.Bank;
import ai.profithack.media.BankItem;
import ai.profithack.media.BankKind;
import ai.profithack.media.BankLists;
import ai.profithack.media.Banks;
import ai.profithack.media.Decoding;
import ai.profithack.media.Fingerprinter;
import ai.profithack.media.Fingerprints;
import ai.profithack.media.ImportedHashes;
import ai.profithack.media.LocalFile;
import ai.profithack.media.MadeFiles;
import ai.profithack.media.Original;
import ai.profithack.media.Originals;
import ai.profithack.media.PdqHash;
import ai.profithack.media.Sha256;
import ai.profithack.media.VideoHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// The banks of known material as people tend them: each change is in the audit trail, in the same
/// transaction.
///
/// `by` says who does it, in the words of the trail.
@Component
public class KnownMaterial {
  /// Banks that follow decisions by themselves.
  private static final Set<String> KEPT_BY_BLOCKS =
      Set.of(BlockedMedia.BLOCKED_HERE, BlockedMedia.CONFIRMED_FAKES);

  private static final String NAME = "[a-z0-9][a-z0-9 _.-]{0,59}";
  private static final String BY_HAND = "by hand";
  private static final int QUALITY = 100;

  private final Banks banks;
  private final BankLists lists;
  private final Fingerprinter fingerprinter;
  private final Originals originals;
  private final MadeFiles files;
  private final AuditTrail audit;
  private final TransactionTemplate transaction;

  KnownMaterial(
      Banks banks,
      BankLists lists,
      Fingerprinter fingerprinter,
      Originals originals,
      MadeFiles files,
      AuditTrail audit,
      TransactionTemplate transaction) {
    this.banks = banks;
    this.lists = lists;
    this.fingerprinter = fingerprinter;
    this.originals = originals;
    this.files = files;
    this.audit = audit;
    this.transaction = transaction;
  }

  /// How making a bank ended.
  public enum Made {
    MADE,
    /// There is one of that name; it stays as it is.
    THERE_ALREADY,
    /// The name is not one: lower-case letters, digits, spaces, `_`, `.`, `-`; up to 60 characters.
    NO_NAME,
    /// The name belongs to a bank that decisions fill.
    RESERVED
  }

  /// How putting something into a bank ended.
  public sealed interface Put {
    /// It is found from now on.
    record Added(long itemId) implements Put {}

    /// It was put there before; it stays in that state, and where it was removed it is not found.
    record AlreadyThere(long itemId, BankItem.State state) implements Put {}

    /// The bank is filled by decided blocks, and by them only.
    record Reserved(String name) implements Put {}

    record NoSuchBank(String name) implements Put {}

    /// `field`: what of the request is wrong; `reason`: why, in one sentence.
    record Unusable(String field, String reason) implements Put {}
  }

  @Transactional
  public Made create(String name, BankKind kind, String by) {
    if (!name.matches(NAME)) {
      return Made.NO_NAME;
    }
    if (isKeptByBlocks(name)) {
      return Made.RESERVED;
    }
    if (!banks.create(name, kind, by)) {
      return Made.THERE_ALREADY;
    }
    audit.recordAs(by, "bank.create", "bank " + name, Map.of("kind", kind.word()));
    return Made.MADE;
  }

  public List<Bank> all() {
    return banks.all();
  }

  public boolean exists(String bank) {
    return banks.exists(bank);
  }

  /// With the count of its items, which takes its time where there are many.
  public Optional<Bank> find(String bank) {
    return banks.find(bank);
  }

  /// Whether decided blocks fill it, and nobody else does.
  public static boolean isKeptByBlocks(String bank) {
    return KEPT_BY_BLOCKS.contains(bank);
  }

  /// As [Banks#items].
  public List<BankItem> items(
      String bank, String text, BankItem.@Nullable State state, long beforeItemId, int atMost) {
    return banks.items(bank, text, state, beforeItemId, atMost);
  }

  /// The items of all banks that wait for a person to look at them, the newest doubt first.
  public List<BankItem> doubted(int atMost) {
    return banks.doubted(atMost);
  }

  public Optional<BankItem> item(long itemId) {
    return banks.item(itemId);
  }

  /// Puts a hash of a picture in, in its 64 hexadecimal digits.
  public Put addHash(String bank, String hex, String note, String by) {
    var closed = closed(bank);
    if (closed.isPresent()) {
      return closed.orElseThrow();
    }
    try {
      var hash = PdqHash.parse(hex.strip());
      return put(bank, hash.hex(), note, Fingerprints.of(VideoHash.still(hash, QUALITY)), by);
    } catch (IllegalArgumentException unreadable) {
      return new Put.Unusable("hash", "A PDQ hash has 64 hexadecimal digits.");
    }
  }

  /// Puts the newest file in that is held of a video. Takes a few seconds of decoding.
  public Put addVideo(String bank, long videoId, String note, String by)
      throws IOException, InterruptedException {
    var closed = closed(bank);
    if (closed.isPresent()) {
      return closed.orElseThrow();
    }
    var sha256 = originals.newest(videoId).map(Original::sha256).orElse("");
    var held = sha256.isEmpty() ? Optional.<LocalFile>empty() : originals.open(sha256);
    if (held.isEmpty()) {
      return new Put.Unusable("videoId", "No file of this video is held.");
    }
    try (var file = held.orElseThrow()) {
      return add(bank, file.path(), "videoId", sha256, note, by);
    }
  }

  /// Puts a file in. Of it nothing is kept but its hashes. Takes a few seconds of decoding.
  public Put addFile(String bank, InputStream content, String note, String by)
      throws IOException, InterruptedException {
    var closed = closed(bank);
    if (closed.isPresent()) {
      return closed.orElseThrow();
    }
    var file = files.unfinished(".known");
    try {
      Files.copy(content, file);
      return add(bank, file, "file", Sha256.of(file), note, by);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Put add(String bank, Path file, String field, String sha256, String note, String by)
      throws IOException, InterruptedException {
    return switch (fingerprinter.reference(file)) {
      case Decoding.Refused<Fingerprints>(var reason) -> new Put.Unusable(field, reason);
      case Decoding.Decoded<Fingerprints>(var prints) when prints.isEmpty() ->
          new Put.Unusable(
              field, "Neither its pictures nor its sound have features to be recognised by.");
      case Decoding.Decoded<Fingerprints>(var prints) ->
          put(bank, "file:" + sha256, note, prints, by);
    };
  }

  private Put put(String bank, String key, String note, Fingerprints prints, String by) {
    return Objects.requireNonNull(
        transaction.execute(_ ->
            switch (banks.add(bank, BY_HAND, key, note, prints, by)) {
              case Adding.Added(var itemId) -> {
                audit.recordAs(by, "bank.add", subject(itemId), Map.of("bank", bank, "note", note));
                yield new Put.Added(itemId);
              }
              case Adding.AlreadyThere(var itemId, var state) ->
                  new Put.AlreadyThere(itemId, state);
              case Adding.NoSuchBank(var name) -> new Put.NoSuchBank(name);
              case Adding.Featureless() ->
                  throw new IllegalStateException("prints of nothing came this far");
            }));
  }

  /// Why nothing can be put there; empty where it can.
  private Optional<Put> closed(String bank) {
    if (isKeptByBlocks(bank)) {
      return Optional.of(new Put.Reserved(bank));
    }
    return banks.exists(bank) ? Optional.empty() : Optional.of(new Put.NoSuchBank(bank));
  }

  private static String subject(long itemId) {
    return "bank item " + itemId;
  }

  /// Reads a list in the field's exchange format, an item a line, in parts of a few thousand lines.
  /// Safe to repeat. `source`: whose list it is. `list`: its text in UTF-8, opened twice: what is
  /// none is refused before its first part is in.
  ///
  /// Errors: as [BankLists], [CharacterCodingException] where it is no such text, and
  /// [IllegalArgumentException] for a bank that decided blocks fill.
  public ImportedHashes importList(String bank, String source, InputStreamSource list, String by)
      throws IOException {
    if (isKeptByBlocks(bank)) {
      throw new IllegalArgumentException("decided blocks fill the bank " + bank);
    }
    try (var all = text(list)) {
      all.transferTo(Writer.nullWriter());
    }
    try (var lines = text(list)) {
      return lists.read(
          new BankLists.Listing(bank, source, lines, by),
          part -> {
            if (part.added() > 0) {
              audit.recordAs(
                  by,
                  "bank.import",
                  "bank " + bank,
                  Map.of("source", source, "added", part.added()));
            }
          });
    }
  }

  /// What reading it would come to; nothing is changed.
  public ImportedHashes previewList(String bank, String source, InputStreamSource list, String by)
      throws IOException {
    try (var lines = text(list)) {
      return lists.preview(new BankLists.Listing(bank, source, lines, by));
    }
  }

  /// Strict: a picture that is sent as a list is no list of refused lines.
  private static Reader text(InputStreamSource list) throws IOException {
    return new InputStreamReader(list.getInputStream(), StandardCharsets.UTF_8.newDecoder());
  }

  /// Writes the active items of a bank in the same format.
  ///
  /// Errors: as [BankLists].
  public void exportList(String bank, Writer list, String by) throws IOException {
    // Before and apart from it: whoever reads slowly must not keep the trail from others.
    audit.recordAs(by, "bank.export", "bank " + bank, Map.of());
    lists.write(bank, list);
  }

  /// Doubts an item: it is found as before, and says so. False where it is not active.
  @Transactional
  public boolean quarantine(long itemId, String reason, String by) {
    return noted("bank.quarantine", itemId, reason, by, banks.quarantine(itemId, reason, by));
  }

  /// Makes an item count again, which was looked at. False where it is not in quarantine.
  @Transactional
  public boolean release(long itemId, String reason, String by) {
    return noted("bank.release", itemId, reason, by, banks.release(itemId, reason, by));
  }

  /// Takes an item out for good. False where it was out already.
  @Transactional
  public boolean remove(long itemId, String reason, String by) {
    return noted("bank.remove", itemId, reason, by, banks.remove(itemId, reason, by));
  }

  private boolean noted(String action, long itemId, String reason, String by, boolean changed) {
    if (changed) {
      var bank = banks.item(itemId).map(BankItem::bank).orElse("");
      audit.recordAs(by, action, subject(itemId), Map.of("bank", bank, "reason", reason));
    }
    return changed;
  }
}
