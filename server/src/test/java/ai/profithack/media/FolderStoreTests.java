package ai.profithack.media;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files in a folder: whole or not there, and what crashes leave is found again.
class FolderStoreTests {
  @TempDir private Path folder;

  @Test
  void aFileIsThereUntilItIsDeleted() throws IOException {
    var store = new FolderStore(folder.resolve("originals"));
    var file = Files.writeString(folder.resolve("a"), "bytes", StandardCharsets.UTF_8);
    var sha256 = Sha256.of(file);
    assertThatThrownBy(() -> store.open(sha256)).isInstanceOf(NoSuchFileException.class);
    store.put(sha256, file);
    store.put(sha256, file);
    try (var kept = store.open(sha256)) {
      assertThat(kept.path()).hasContent("bytes");
    }
    assertThat(store.has(sha256)).isTrue();
    store.delete(sha256);
    store.delete(sha256);
    assertThat(store.has(sha256)).isFalse();
  }

  @Test
  void onlyWhatIsOldIsHandedOutAndOnlyWhatIsOldAndUnfinishedIsSwept() throws IOException {
    var store = new FolderStore(folder.resolve("originals"));
    var all = new ArrayList<String>();
    var before = Instant.now().minus(Duration.ofDays(1));
    store.keptBefore(before, all::addAll);
    store.sweep(before);
    assertThat(all).as("of a folder that is not there yet").isEmpty();

    var old = kept(store, "old");
    kept(store, "young");
    var beside = requireNonNull(folder.resolve("originals").resolve(Sha256.place(old)).getParent());
    var left = Files.createFile(beside.resolve("partial-1"));
    var begun = Files.createFile(beside.resolve("partial-2"));
    for (var file : List.of(beside.resolve(old), left)) {
      Files.setLastModifiedTime(file, FileTime.from(before.minusSeconds(60)));
    }
    store.keptBefore(before, all::addAll);
    store.sweep(before);
    assertThat(all).containsExactly(old);
    assertThat(left).doesNotExist();
    assertThat(begun).exists();
    assertThat(store.has(old)).isTrue();
  }

  private String kept(FolderStore store, String content) throws IOException {
    var file = Files.writeString(folder.resolve(content), content, StandardCharsets.UTF_8);
    var sha256 = Sha256.of(file);
    store.put(sha256, file);
    return sha256;
  }
}
