package ai.profithack.monetization;

import ai.profithack.events.MoneyEvent;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An amount that came in, as it is booked: how it was shared, and how much of it was taken back.
/// `creatorId` is whom the event named.
record Earning(
    UUID key,
    String eventId,
    Kind kind,
    Instant occurredAt,
    @Nullable Long payerId,
    @Nullable Long creatorId,
    Amount amount,
    long platformMinor,
    Amount refunded,
    long platformRefundedMinor,
    int revision,
    long entryId,
    List<EarningPart> parts) {

  /// Where the money comes from.
  enum Kind {
    GIFT("gift", "income:platform:gifts"),
    SUBSCRIPTION("subscription", "income:platform:subscriptions"),
    AD_REVENUE("ad_revenue", "income:platform:ads");

    private final String word;
    private final String income;

    Kind(String word, String income) {
      this.word = word;
      this.income = income;
    }

    /// As it is written in tables and entries.
    String word() {
      return word;
    }

    /// The account of the platform's share.
    String income() {
      return income;
    }

    /// The account of who pays; viewers whom nobody knows together.
    Account payer(@Nullable Long userId, Asset asset) {
      return Account.free(
          switch (this) {
            case AD_REVENUE -> "assets:receivable:advertisers";
            case GIFT, SUBSCRIPTION ->
                userId == null
                    ? "assets:receivable:viewers:unknown"
                    : "assets:receivable:viewers:" + userId;
          },
          asset);
    }

    /// Errors: [IllegalArgumentException] for an event that brings nothing in.
    static Kind of(MoneyEvent event) {
      return switch (event.type()) {
        case GIFT -> GIFT;
        case SUBSCRIPTION -> SUBSCRIPTION;
        case AD_REVENUE -> AD_REVENUE;
        case GIFT_REFUNDED,
            VIEW,
            LIKE,
            UNLIKE,
            COMMENT,
            SHARE,
            FOLLOW,
            UNFOLLOW,
            SESSION,
            VIDEO_PUBLISHED,
            USER_REGISTERED,
            GIFT_DISPUTED,
            GIFT_DISPUTE_WON,
            GIFT_DISPUTE_LOST ->
            throw new IllegalArgumentException(event.type() + " brings no money in");
      };
    }

    static Kind named(String word) {
      for (var kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of earning is called " + word);
    }
  }

  /// Whether it is the creator's: they are who it names, or have a part of it. What is nobody's can
  /// be anybody's.
  boolean isOf(@Nullable Long creator) {
    return creator == null
        || (creatorId == null && parts.isEmpty())
        || creator.equals(creatorId)
        || parts.stream().anyMatch(part -> part.creatorId() == creator);
  }

  Amount left() {
    return amount.minus(refunded);
  }

  long leftOfPlatform() {
    return platformMinor - platformRefundedMinor;
  }

  /// What each creator still has of it.
  Map<Long, Long> leftByCreator() {
    var left = new TreeMap<Long, Long>();
    parts.forEach(part -> left.put(part.creatorId(), part.leftMinor()));
    return left;
  }
}
