package ai.profithack.payouts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;

/// Orders that go to a rail together, in one currency, in the order of their payouts.
///
/// `messageId` is unique for ever. `executionDate` is a banking day.
record OrderBatch(
    long batchId,
    String rail,
    String messageId,
    Currency currency,
    Instant createdAt,
    LocalDate executionDate,
    List<Order> orders) {}
