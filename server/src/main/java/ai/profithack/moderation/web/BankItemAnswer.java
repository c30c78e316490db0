package ai.profithack.moderation.web;

import ai.profithack.media.BankItem;

/// A picture or recording of a bank, of which only hashes are held.
///
/// `source` and `sourceKey`: the list or the decision that it comes from, and what it is called
/// there. `lengthMillis`: 0 for a still. `state`: active, quarantined or removed; `stateReason`
/// says why, empty while nothing happened to it.
record BankItemAnswer(
    long id,
    String bank,
    String kind,
    String source,
    String sourceKey,
    String note,
    long lengthMillis,
    String addedAt,
    String addedBy,
    String state,
    String stateReason) {
  static BankItemAnswer of(BankItem item) {
    return new BankItemAnswer(
        item.itemId(),
        item.bank(),
        item.kind().word(),
        item.source(),
        item.sourceKey(),
        item.note(),
        item.lengthMillis(),
        item.addedAt().toString(),
        item.addedBy(),
        item.state().word(),
        item.stateReason());
  }
}
