package ai.profithack.moderation.web;

import ai.profithack.media.Bank;

/// A bank of known material. `kind`: known_bad, blocked, protected or negative. `active` and
/// `quarantined`: how many items are in it.
record BankAnswer(String name, String kind, long active, long quarantined) {
  static BankAnswer of(Bank bank) {
    return new BankAnswer(bank.name(), bank.kind().word(), bank.active(), bank.quarantined());
  }
}
