package ai.profithack.provenance;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A value of CBOR (RFC 8949), as far as content credentials use it. Keys of maps are [String] or
/// [Long].
sealed interface Cbor {
  record Int(long value) implements Cbor {}

  record Real(double value) implements Cbor {}

  record Bool(boolean value) implements Cbor {}

  record Text(String value) implements Cbor {}

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere; a copy of each would cost megabytes
  record Bytes(byte[] value) implements Cbor {}

  record Array(List<Cbor> values) implements Cbor {}

  record Dict(Map<Object, Cbor> entries) implements Cbor {}

  record Tagged(long tag, Cbor value) implements Cbor {}

  /// What has a name and nothing else: null, undefined.
  record Simple(String name) implements Cbor {
    static final Simple NULL = new Simple("null");
  }

  /// The entry of a map; nothing where this is no map, has no such entry, or has null there.
  default Optional<Cbor> get(Object key) {
    return this instanceof Dict(var entries)
        ? Optional.ofNullable(entries.get(key)).filter(value -> !value.equals(Simple.NULL))
        : Optional.empty();
  }

  default Optional<String> text(Object key) {
    return get(key)
        .flatMap(value -> value instanceof Text(var text) ? Optional.of(text) : Optional.empty());
  }

  default Optional<byte[]> bytes(Object key) {
    return get(key)
        .flatMap(
            value -> value instanceof Bytes(var bytes) ? Optional.of(bytes) : Optional.empty());
  }

  default Optional<Long> number(Object key) {
    return get(key)
        .flatMap(
            value -> value instanceof Int(var number) ? Optional.of(number) : Optional.empty());
  }

  /// The items of a list under a key; none where there is no list.
  default List<Cbor> list(Object key) {
    return get(key).map(Cbor::items).orElse(List.of());
  }

  /// The items of this list; none where this is no list.
  default List<Cbor> items() {
    return this instanceof Array(var values) ? values : List.of();
  }

  /// What is inside any tags.
  default Cbor untagged() {
    var value = this;
    while (value instanceof Tagged(_, var inner)) {
      value = inner;
    }
    return value;
  }
}
