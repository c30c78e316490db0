package ai.profithack.ledger;

/// How booking an entry can end.
public sealed interface Booking {
  /// It is in the ledger now.
  record Booked(long entryId) implements Booking {}

  /// It was there, with the same body; nothing changed.
  record AlreadyBooked(long entryId) implements Booking {}

  /// The key names something else; `field` is the first in which they differ. Nothing changed.
  record KeyTaken(String field) implements Booking {}

  /// What it takes back is taken back already, or a part of it, under another key by the entry
  /// `byEntryId`. Nothing changed, and its key is free.
  record AlreadyReversed(long byEntryId) implements Booking {}

  /// An account has too little: `missingMinor` more would be needed. The key is burnt: from now on
  /// it ends like this, whatever the account holds by then.
  record Overdrawn(String account, long missingMinor) implements Booking {}

  /// The id of the entry that is in the ledger under this key.
  ///
  /// Errors: [IllegalStateException] where there is none: for callers whose entries cannot be
  /// refused.
  default long entryIdOrThrow() {
    return switch (this) {
      case Booked(var id) -> id;
      case AlreadyBooked(var id) -> id;
      case KeyTaken(var field) ->
          throw new IllegalStateException("the key belongs to an entry with another " + field);
      case AlreadyReversed(var by) ->
          throw new IllegalStateException(
              "what it takes back is taken back by entry %d already".formatted(by));
      case Overdrawn(var account, var missing) ->
          throw new IllegalStateException(
              "%s has %d minor units too few".formatted(account, missing));
    };
  }
}
