package ai.profithack.monetization.web;

import ai.profithack.ledger.BookedEntry;
import ai.profithack.ledger.Line;
import ai.profithack.monetization.Causes.Paid;
import ai.profithack.web.Formats;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the page of an entry shows: its lines, why they are what they are, and what was paid.
public record EntryView(
    BookedEntry entry,
    List<Long> takenBackBy,
    List<Paid> paid,
    Map<Long, String> people,
    Map<Long, String> gifts) {

  public String words() {
    return EntryWords.of(entry.kind());
  }

  public List<EntryWords.Fact> facts(Formats format) {
    return EntryWords.facts(entry.explanation(), format);
  }

  public String account(Line line) {
    return BookLinks.account(line.account().path(), line.account().asset(), null, null);
  }

  /// Without its side, which the column says.
  public String amount(Line line, Formats format) {
    return format.decimal(line.account().asset().decimal(Math.abs(line.minor())));
  }

  public String assetName(Line line) {
    return AccountView.name(line.account().asset());
  }

  public String entry(long entryId) {
    return BookLinks.entry(entryId);
  }

  public String what(Paid each) {
    var gift = each.giftId();
    return each.kind().equals("gift") && gift != null
        ? gifts.getOrDefault(gift, "Gift " + gift)
        : EntryWords.of(each.kind());
  }

  public String payer(Paid each) {
    return each.payerId() == null ? "–" : person(each.payerId());
  }

  public String person(@Nullable Long id) {
    return id == null ? "–" : people.getOrDefault(id, "User " + id);
  }

  /// Everybody who earned from it.
  public String creators(Paid each) {
    return each.creatorIds().isEmpty()
        ? "the platform alone"
        : each.creatorIds().stream().map(this::person).collect(Collectors.joining(", "));
  }
}
