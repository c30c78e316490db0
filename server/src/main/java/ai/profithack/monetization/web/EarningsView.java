package ai.profithack.monetization.web;

import ai.profithack.ledger.Books.Movement;
import ai.profithack.monetization.CreatorEarnings.Balances;
import ai.profithack.monetization.CreatorEarnings.PartRow;
import ai.profithack.monetization.CreatorEarnings.ReleaseDay;
import ai.profithack.monetization.CreatorEarnings.WithheldWhy;
import ai.profithack.web.Formats;
import ai.profithack.web.Tile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What the page of a creator's earnings shows.
public record EarningsView(
    long creatorId,
    Balances balances,
    WithheldWhy withheld,
    List<ReleaseDay> releases,
    Rows<PartRow> parts,
    Map<Long, String> giftNames,
    Rows<Movement> movements,
    boolean own) {

  /// A line of an entry; `place` is the path of its account, or a word for several.
  public record EntryLine(String place, long minor) {}

  public boolean isEmpty() {
    return parts.isEmpty() && movements.isEmpty() && !parts.later() && !movements.later();
  }

  public List<Tile> tiles(Formats format) {
    var tiles = new ArrayList<Tile>();
    tiles.add(
        Tile.of("Available", format.money(balances.availableMinor())).noting("to be paid out"));
    tiles.add(
        Tile.of("Pending", format.money(balances.pendingMinor()))
            .noting("within its time of holding"));
    tiles.add(Tile.of("On its way", format.money(balances.inPayoutMinor())).noting("in a payout"));
    if (balances.withheldMinor() > 0) {
      tiles.add(
          Tile.of("Withheld", format.money(balances.withheldMinor())).noting("being looked into"));
    }
    if (balances.debtMinor() > 0) {
      tiles.add(
          Tile.of("Owed", format.money(balances.debtMinor()))
              .noting("taken back by refunds; the next earnings repay it"));
    }
    return tiles;
  }

  public String source(PartRow part) {
    return switch (part.kind()) {
      case "gift" -> {
        var gift = part.giftId();
        yield gift == null ? "Gift" : giftNames.getOrDefault(gift, "Gift " + gift);
      }
      case "subscription" -> "Subscription";
      case "ad_revenue" -> "Ads";
      default -> part.kind();
    };
  }

  public String state(PartRow part, Formats format) {
    if (isRefunded(part)) {
      return "refunded";
    }
    return switch (part.state()) {
      case "pending" -> "held until " + format.moment(part.releaseAt());
      case "withheld" -> "withheld";
      default -> "released";
    };
  }

  private static boolean isRefunded(PartRow part) {
    return part.leftMinor() == 0 && part.earnedMinor() > 0;
  }

  /// Why it is held, in a phrase each; none where it is not.
  public List<String> heldBecause(PartRow part) {
    return isRefunded(part)
        ? List.of()
        : part.heldBecause().stream()
            .map(why ->
                switch (why) {
                  case HOLDING_TIME -> "holding time";
                  case DISPUTED -> "disputed, until the bank has decided";
                  case UNDER_REVIEW -> "under review, until a person has decided";
                  case TO_BE_REFUNDED -> "to be refunded, as was decided";
                })
            .toList();
  }

  public String tone(PartRow part) {
    if (isRefunded(part)) {
      return "neutral";
    }
    return switch (part.state()) {
      case "pending" -> "warn";
      case "withheld" -> "bad";
      default -> "good";
    };
  }

  /// What an entry did, in words.
  public String words(Movement movement) {
    return EntryWords.of(movement.entry().kind());
  }

  /// Why, for those of finance.
  public List<EntryWords.Fact> facts(Movement movement, Formats format) {
    return own ? List.of() : EntryWords.facts(movement.entry().explanation(), format);
  }

  public String entry(Movement movement) {
    return BookLinks.entry(movement.entry().entryId());
  }

  /// The lines of an entry as whoever looks may see them: for the creator the creator's own, and
  /// what is others' or the platform's as one.
  public List<EntryLine> lines(Movement movement) {
    var all =
        movement.entry().lines().stream()
            .map(line -> new EntryLine(line.account().path(), line.minor()))
            .toList();
    if (!own) {
      return all;
    }
    var seen = new ArrayList<>(all.stream().filter(this::isOwn).toList());
    var others = all.stream().filter(line -> !isOwn(line)).mapToLong(EntryLine::minor).sum();
    if (seen.size() < all.size()) {
      seen.add(new EntryLine("others and the platform", others));
    }
    return seen;
  }

  private boolean isOwn(EntryLine line) {
    return line.place().contains(":creators:" + creatorId + ":");
  }

  /// What it did to each place, in words: `pending +$5.50`.
  public List<String> changes(Movement movement, Formats format) {
    return movement.minorByPath().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .map(change -> {
          var place =
              change.getKey().substring(change.getKey().lastIndexOf(':') + 1).replace('-', ' ');
          var minor = place.equals("debt") ? change.getValue() : -change.getValue();
          return place + " " + (minor > 0 ? "+" : "") + format.money(minor);
        })
        .toList();
  }
}
