package ai.profithack.provenance;

import java.util.List;
import java.util.Optional;

/// What a file carries: the bytes of its manifest store, where they lie with everything that packs
/// them, and an address of credentials elsewhere, if its metadata names one.
@SuppressWarnings("ArrayRecordComponent") // up to megabytes
record Embedded(byte[] store, List<Span> places, Optional<String> remote) {
  /// More is refused. The largest ones seen hold a few hundred kilobytes of thumbnails.
  static final int STORE_MAX = 32 << 20;

  static Embedded nothing(Optional<String> remote) {
    return new Embedded(new byte[0], List.of(), remote);
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  static MalformedCredentials tooLarge() {
    return new MalformedCredentials(
        "profithack.limit", "The credentials are larger than %d MiB.".formatted(STORE_MAX >> 20));
  }

  static MalformedCredentials several() {
    return new MalformedCredentials(
        "manifest.multipleStores", "There are several manifest stores, and only one may be.");
  }
}
