package ai.profithack.media;

/// How adding something to a bank ended.
public sealed interface Adding {
  /// It is in, and is found from now on.
  record Added(long itemId) implements Adding {}

  /// The same source had added it before, under the same name; that one stays as it is, which is in
  /// this state: one that was removed is not found.
  record AlreadyThere(long itemId, BankItem.State state) implements Adding {}

  /// There is nothing in it to be found by: no picture has features.
  record Featureless() implements Adding {}

  record NoSuchBank(String name) implements Adding {}
}
