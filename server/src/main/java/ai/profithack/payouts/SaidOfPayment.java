package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import org.jspecify.annotations.Nullable;

/// What a line of a file says of a payment, or of all payments of a batch that the file names
/// nowhere else.
///
/// Exactly one of `key` and `messageId` is given. `amount` is what the line says was to be paid,
/// null where it says nothing of it. `report` is null where the line says nothing yet; `wrong` is
/// what cannot be read of it.
record SaidOfPayment(
    int number,
    @Nullable String key,
    @Nullable String messageId,
    @Nullable Money amount,
    @Nullable Report report,
    @Nullable String wrong) {}
