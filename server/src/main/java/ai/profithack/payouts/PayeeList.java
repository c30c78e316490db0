package ai.profithack.payouts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A list of payees that was taken in. `name` is its file's, null where a program sent it;
/// `changed` is of how many creators something changed.
///
/// Of the destinations that it named, `waiting` are in force and wait for a second person,
/// `verified` were verified, and `left` went before anybody verified them: replaced, or declined.
/// Those that their provider verifies wait for nobody. `verifiedBy` are the persons who verified.
public record PayeeList(
    long listId,
    @Nullable String name,
    int lines,
    int changed,
    String takenBy,
    Instant takenAt,
    int destinations,
    int waiting,
    int verified,
    int left,
    @Nullable String verifiedBy,
    @Nullable String declinedBy,
    @Nullable Instant declinedAt,
    @Nullable String declinedBecause) {

  /// What it is called: by its file, else by its number.
  public String title() {
    return name == null ? "List " + listId : name;
  }
}
