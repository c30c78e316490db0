package ai.profithack.analytics;

/// Who keeps the books, as far as figures need them: whoever implements it books money events into
/// the ledger, where figures read what each gave to creators.
public interface Earnings {
  /// Books everything that was accepted before this call and is not booked yet, in transactions of
  /// its own; safe to race.
  void bookPending();
}
