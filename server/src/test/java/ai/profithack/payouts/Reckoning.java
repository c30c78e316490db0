package ai.profithack.payouts;

import ai.profithack.events.MoneyEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the books must say of gifts, refunds, releases and what is withheld, reckoned beside the
/// database by the rules written down a second time: the auditor of the simulation. Nothing of the
/// product is used here. Who disputes a gift, and who finds one suspicious, is reckoned by
/// [DisputeReckoning] and [RiskReckoning].
///
/// Accounts are named `USD liabilities:creators:7:pending`; debits are positive. Each deed returns
/// the lines that its entry must have, and has changed [#balances] by them.
final class Reckoning {
  private static final Duration HOLD = Duration.ofDays(7);

  /// The time of an order that was carried out.
  private static final Instant SETTLED = Instant.MAX;

  /// Every account that was ever used.
  final Map<String, Long> balances = new HashMap<>();

  private final Map<String, Gift> gifts = new TreeMap<>();
  private final List<Gift> inOrder = new ArrayList<>();
  private final List<Happening> news = new ArrayList<>();

  /// Who has which share of what comes in.
  final SharingReckoning sharing = new SharingReckoning();

  /// Why a gift is kept back, by its id; also of gifts that nobody has heard of yet.
  private final Map<String, Set<String>> causes = new HashMap<>();

  /// The gifts that are to be given back by a decision, and as of when, in the order of decisions.
  private final Map<String, Instant> ordered = new LinkedHashMap<>();

  /// What viewers got back of no gift, by the refund; nobody bears it yet.
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  private final String currency;

  /// What is open of a refund, and how often it was decided on.
  record Waiting(Happening refund, long open, int decisions) {}

  /// What a refund took of a gift.
  private record Taken(Happening refund, long minor) {
    Taken and(Taken more) {
      return new Taken(refund, minor + more.minor());
    }
  }

  /// An event that carries money. `kind` is `gift`, `subscription`, `ad_revenue`, `gift_refunded`
  /// or `decided_refund`, which is a refund that follows from a decision.
  record Happening(
      String id,
      String kind,
      Instant at,
      long payer,
      @Nullable Long video,
      @Nullable Long creator,
      @Nullable Long giftType,
      long minor,
      @Nullable String refundOf) {
    Happening by(long known) {
      return new Happening(id, kind, at, payer, video, known, giftType, minor, refundOf);
    }

    boolean isDecided() {
      return kind.equals("decided_refund");
    }

    String income() {
      return switch (kind) {
        case "subscription" -> "income:platform:subscriptions";
        case "ad_revenue" -> "income:platform:ads";
        default -> "income:platform:gifts";
      };
    }
  }

  /// Where a creator's part of a gift is.
  private enum Place {
    PENDING,
    WITHHELD,
    RELEASED
  }

  private static final class Gift {
    final Happening event;
    @Nullable Long creator;
    final TreeMap<Long, Long> left = new TreeMap<>();
    final TreeMap<Long, Place> places = new TreeMap<>();
    @Nullable Long largest;
    final Map<String, Taken> takenBy = new LinkedHashMap<>();
    long takenByDecision;
    long repeated;
    long leftOfPlatform;
    long refunded;
    int revision = 1;
    SharingReckoning.@Nullable Agreement agreement;
    long leftRecouped;

    Gift(Happening event) {
      this.event = event;
      this.creator = event.creator();
    }

    long leftInAll() {
      return event.minor() - refunded;
    }
  }

  Reckoning(String reportingCurrency) {
    this.currency = reportingCurrency;
  }

  long of(String account) {
    return balances.getOrDefault(account, 0L);
  }

  void move(String account, long minor) {
    balances.merge(account, minor, Math::addExact);
  }

  String place(long creator, String place) {
    return place(currency, creator, place);
  }

  static String place(String currency, long creator, String place) {
    return place.equals("debt")
        ? currency + " assets:creators:" + creator + ":debt"
        : currency + " liabilities:creators:" + creator + ":" + place;
  }

  boolean knows(String id) {
    return gifts.containsKey(id);
  }

  /// The newest things that came in, oldest first.
  List<Happening> cameIn(int atMost) {
    return inOrder.subList(Math.max(0, inOrder.size() - atMost), inOrder.size()).stream()
        .map(gift -> gift.event)
        .toList();
  }

  /// What happened to [#newsSince] up to now.
  int news() {
    return news.size();
  }

  /// What came in, or became known to be somebody's, after the first `since` of it.
  List<Happening> newsSince(int since) {
    return List.copyOf(news.subList(since, news.size()));
  }

  /// How often what came in was booked: 1, or 2 where its creator became known later.
  int revision(String id) {
    return Objects.requireNonNull(gifts.get(id)).revision;
  }

  /// Whether its creator can still become known.
  boolean isNobodys(String id) {
    var gift = gifts.get(id);
    return gift != null && gift.left.isEmpty();
  }

  /// Money comes in.
  Map<String, Long> comesIn(Happening event) {
    var gift = new Gift(event);
    gifts.put(event.id(), gift);
    inOrder.add(gift);
    news.add(event);
    return applied(book(gift, event));
  }

  /// The creator of what came in becomes known: what was booked is taken back, and booked anew; and
  /// what viewers got back of it meanwhile is taken from those who have it now. By key.
  Map<String, Map<String, Long>> becomesKnown(Happening event) {
    var entries = new LinkedHashMap<String, Map<String, Long>>();
    var gift = Objects.requireNonNull(gifts.get(event.id()));
    var back = new HashMap<String, Long>();
    back.put(payer(event), -event.minor());
    back.merge(currency + " " + event.income(), event.minor(), Math::addExact);
    entries.put("reassignment:1:" + event.id(), applied(back));
    gift.revision++;
    gift.creator = event.creator();
    news.add(event);
    entries.put("event-again:2:" + event.id(), applied(book(gift, event)));
    var before = inOrderOfTime(gift.takenBy.values());
    gift.takenBy.clear();
    gift.refunded = 0;
    for (var taken : before) {
      var lines = new HashMap<String, Long>();
      takeBack(gift, taken.refund(), taken.minor(), lines);
      lines.merge(currency + " " + event.income(), -taken.minor(), Math::addExact);
      entries.put(
          "refund-shared:%s:%s".formatted(MoneyEvent.keyOf(event.id()), taken.refund().id()),
          applied(lines));
    }
    return entries;
  }

  private static List<Taken> inOrderOfTime(Collection<Taken> taken) {
    return taken.stream()
        .sorted(
            Comparator.comparing((Taken each) -> each.refund().at())
                .thenComparing(each -> MoneyEvent.keyOf(each.refund().id()).toString()))
        .toList();
  }

  private Map<String, Long> book(Gift gift, Happening event) {
    var lines = new HashMap<String, Long>();
    lines.put(payer(event), event.minor());
    var weights = new TreeMap<Long, BigInteger>();
    var agreement = sharing.agreed(event);
    if (agreement != null) {
      weights.putAll(sharing.weights(agreement, event));
    } else if (event.creator() != null) {
      weights.put(event.creator(), BigInteger.ONE);
    }
    var parts = new ArrayList<BigInteger>();
    var platform = BigInteger.ZERO;
    for (var weight : weights.entrySet()) {
      var percent = sharing.percent(weight.getKey(), event.at());
      parts.add(weight.getValue().multiply(BigInteger.valueOf(percent)));
      platform = platform.add(weight.getValue().multiply(BigInteger.valueOf(100L - percent)));
    }
    parts.add(weights.isEmpty() ? BigInteger.ONE : platform);
    var amounts = SharingReckoning.divide(event.minor(), parts);
    var index = 0;
    for (var creator : weights.keySet()) {
      gift.left.put(creator, amounts[index]);
      gift.places.put(creator, Place.PENDING);
      lines.merge(place(creator, "pending"), -amounts[index], Math::addExact);
      index++;
    }
    gift.leftOfPlatform = amounts[index];
    gift.largest =
        gift.left.entrySet().stream()
            .max(
                Map.Entry.<Long, Long>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
            .map(Map.Entry::getKey)
            .orElse(null);
    lines.merge(currency + " " + event.income(), -amounts[index], Math::addExact);
    gift.agreement = agreement;
    if (agreement != null) {
      agreement.booked += event.minor() - amounts[index];
      if (agreement.first != null) {
        gift.leftRecouped =
            Math.min(Math.max(0, agreement.toRecoup), gift.left.getOrDefault(agreement.first, 0L));
        agreement.toRecoup -= gift.leftRecouped;
      }
    }
    return lines;
  }

  /// Money goes back to its payer.
  Map<String, Long> goesBack(Happening refund) {
    var lines = new HashMap<String, Long>();
    var gift = refund.refundOf() == null ? fitting(refund) : named(refund);
    var matched = gift == null ? 0 : Math.min(gift.leftInAll(), refund.minor());
    if (gift != null && matched > 0) {
      takeBack(gift, refund, matched, lines);
    }
    var repeated = gift == null ? 0 : repeats(gift, refund, matched);
    var unmatched = refund.minor() - matched - repeated;
    lines.put(payer(refund), -matched - unmatched);
    lines.merge(suspense(), unmatched, Math::addExact);
    if (unmatched > 0) {
      waiting.put(refund.id(), new Waiting(refund, unmatched, 0));
    }
    return applied(lines);
  }

  /// What viewers got back before the gifts that come in now is taken back of them, in the order of
  /// its time: by name, or by whatever gift it fits; by refund.
  Map<String, Map<String, Long>> refundsBefore(Collection<Happening> comingIn) {
    var entries = new LinkedHashMap<String, Map<String, Long>>();
    waiting.values().stream()
        .filter(each -> each.decisions() == 0 && each.open() == each.refund().minor())
        .map(Waiting::refund)
        .filter(refund -> comingIn.stream().anyMatch(event -> mayBeOf(refund, event)))
        .sorted(
            Comparator.comparing(Happening::at)
                .thenComparing(refund -> MoneyEvent.keyOf(refund.id()).toString()))
        .toList()
        .forEach(refund -> {
          var gift = refund.refundOf() == null ? fitting(refund) : named(refund);
          if (gift != null && gift.leftInAll() > 0) {
            entries.put(refund.id(), outOfWaiting(refund, gift, 0));
          }
        });
    return entries;
  }

  private static boolean mayBeOf(Happening refund, Happening event) {
    return refund.refundOf() == null
        ? event.kind().equals("gift") && event.payer() == refund.payer()
        : event.id().equals(refund.refundOf());
  }

  /// The refunds that wait for somebody.
  List<Waiting> waiting() {
    return List.copyOf(waiting.values());
  }

  /// A person lets the platform bear what is open of a refund.
  Map<String, Long> isBorne(Waiting each) {
    return isOver(each, currency + " expenses:refunds");
  }

  /// A person says that what is open of a refund was told before.
  Map<String, Long> isRepeated(Waiting each) {
    return isOver(each, payer(each.refund()));
  }

  private Map<String, Long> isOver(Waiting each, String bearer) {
    waiting.remove(each.refund().id());
    return applied(new HashMap<>(Map.of(suspense(), -each.open(), bearer, each.open())));
  }

  /// A person has it taken back of a gift; no lines where that cannot be.
  Map<String, Long> isGiven(Waiting each, String id) {
    var gift = gifts.get(id);
    return gift == null
            || !gift.event.kind().equals("gift")
            || gift.event.payer() != each.refund().payer()
            || gift.leftInAll() == 0
        ? Map.of()
        : outOfWaiting(each.refund(), gift, 1);
  }

  private Map<String, Long> outOfWaiting(Happening refund, Gift gift, int decisions) {
    var each = Objects.requireNonNull(waiting.get(refund.id()));
    var minor = Math.min(each.open(), gift.leftInAll());
    var lines = new HashMap<String, Long>();
    takeBack(gift, refund, minor, lines);
    lines.merge(suspense(), -minor, Math::addExact);
    if (each.open() == minor) {
      waiting.remove(refund.id());
    } else {
      waiting.put(
          refund.id(), new Waiting(refund, each.open() - minor, each.decisions() + decisions));
    }
    return applied(lines);
  }

  private String suspense() {
    return currency + " assets:suspense:refunds";
  }

  /// How much of a refund is money that went back already: a decision and the platform may both
  /// tell of the same refund.
  private static long repeats(Gift gift, Happening refund, long matched) {
    var rest = refund.minor() - matched;
    if (refund.isDecided()) {
      gift.takenByDecision += matched;
      return rest;
    }
    var repeated = Math.min(rest, gift.takenByDecision - gift.repeated);
    gift.repeated += repeated;
    return repeated;
  }

  private void takeBack(Gift gift, Happening refund, long matched, Map<String, Long> lines) {
    gift.takenBy.merge(refund.id(), new Taken(refund, matched), Taken::and);
    var weights = new ArrayList<BigInteger>();
    gift.left.values().forEach(left -> weights.add(BigInteger.valueOf(left)));
    weights.add(BigInteger.valueOf(gift.leftOfPlatform));
    var creatorsLeft = gift.leftInAll() - gift.leftOfPlatform;
    var taken = SharingReckoning.divide(matched, weights);
    var index = 0;
    for (var creator : List.copyOf(gift.left.keySet())) {
      var minor = taken[index++];
      gift.left.merge(creator, -minor, Math::addExact);
      take(gift, creator, minor, lines);
    }
    gift.leftOfPlatform -= taken[index];
    gift.refunded += matched;
    lines.merge(currency + " income:platform:gifts", taken[index], Math::addExact);
    var agreement = gift.agreement;
    if (agreement != null && creatorsLeft > 0) {
      var back = matched - taken[index];
      agreement.booked -= back;
      var reopened =
          SharingReckoning.divide(
              back,
              List.of(
                  BigInteger.valueOf(gift.leftRecouped),
                  BigInteger.valueOf(creatorsLeft - gift.leftRecouped)))[0];
      gift.leftRecouped -= reopened;
      agreement.toRecoup += reopened;
    }
  }

  private void take(Gift gift, long creator, long minor, Map<String, Long> lines) {
    switch (Objects.requireNonNull(gift.places.get(creator))) {
      case PENDING -> lines.merge(place(creator, "pending"), minor, Math::addExact);
      case WITHHELD -> lines.merge(place(creator, "withheld"), minor, Math::addExact);
      case RELEASED -> fromReleased(creator, minor, lines);
    }
  }

  private void fromReleased(long creator, long minor, Map<String, Long> lines) {
    var available = place(creator, "available");
    var there = Math.min(minor, -of(available) - lines.getOrDefault(available, 0L));
    lines.merge(available, there, Math::addExact);
    lines.merge(place(creator, "debt"), minor - there, Math::addExact);
  }

  /// What a creator has available repays what they owe; returns how much that was.
  long recovers(String code, long creator) {
    var available = place(code, creator, "available");
    var debt = place(code, creator, "debt");
    var minor = Math.min(-of(available), of(debt));
    move(available, minor);
    move(debt, -minor);
    return minor;
  }

  /// Those who have something available and owe something in the same currency: nobody, ever.
  List<String> ownAndOwe() {
    return balances.keySet().stream()
        .filter(account -> account.endsWith(":debt") && of(account) > 0)
        .map(debt ->
            debt.replace(" assets:creators:", " liabilities:creators:")
                .replace(":debt", ":available"))
        .filter(available -> of(available) < 0)
        .toList();
  }

  private @Nullable Gift named(Happening refund) {
    var gift = gifts.get(Objects.requireNonNull(refund.refundOf()));
    return gift != null
            && gift.event.kind().equals("gift")
            && gift.event.payer() == refund.payer()
            && (refund.creator() == null
                || gift.creator == null
                || refund.creator().equals(gift.creator)
                || gift.left.containsKey(refund.creator()))
        ? gift
        : null;
  }

  private @Nullable Gift fitting(Happening refund) {
    Gift newest = null;
    for (var gift : inOrder) {
      var event = gift.event;
      var whose =
          refund.creator() == null ? gift.left.isEmpty() : gift.left.containsKey(refund.creator());
      if (event.kind().equals("gift")
          && event.payer() == refund.payer()
          && !event.at().isAfter(refund.at())
          && Objects.equals(event.giftType(), refund.giftType())
          && gift.leftInAll() >= refund.minor()
          && whose
          && (newest == null || event.at().isAfter(newest.event.at()))) {
        newest = gift;
      }
    }
    return newest;
  }

  /// What has waited long enough becomes available, less what its creator owes. Returns the
  /// accounts that this touches.
  List<String> release(Instant now) {
    var due = new TreeMap<Long, Long>();
    for (var gift : inOrder) {
      if (!gift.event.at().plus(HOLD).isAfter(now)) {
        gift.places.replaceAll((creator, place) -> {
          if (place == Place.WITHHELD) {
            return place;
          }
          if (place == Place.PENDING) {
            due.merge(creator, gift.left.getOrDefault(creator, 0L), Math::addExact);
          }
          return Place.RELEASED;
        });
      }
    }
    var touched = new ArrayList<String>();
    due.forEach((creator, minor) -> {
      var repaid = Math.min(minor, of(place(creator, "debt")));
      move(place(creator, "pending"), minor);
      move(place(creator, "debt"), -repaid);
      move(place(creator, "available"), repaid - minor);
      touched.addAll(
          List.of(place(creator, "pending"), place(creator, "debt"), place(creator, "available")));
    });
    return touched;
  }

  /// A cause to keep a gift back: what is pending of it is withheld, and with `released` also what
  /// is released already. Returns the accounts that this touches.
  List<String> withhold(String id, String cause, boolean released) {
    causes.computeIfAbsent(id, _ -> new TreeSet<>()).add(cause);
    return withhold(id, released);
  }

  /// Whoever wanted a gift kept back before it came in finds it now.
  List<String> withholdExpected(String id) {
    return causes.getOrDefault(id, Set.of()).isEmpty() ? List.of() : withhold(id, false);
  }

  private List<String> withhold(String id, boolean released) {
    var gift = gifts.get(id);
    if (gift == null || !gift.event.kind().equals("gift")) {
      return List.of();
    }
    var lines = new HashMap<String, Long>();
    gift.places.replaceAll((creator, place) -> {
      if (place == Place.PENDING || (place == Place.RELEASED && released)) {
        var minor = gift.left.getOrDefault(creator, 0L);
        take(gift, creator, minor, lines);
        lines.merge(place(creator, "withheld"), -minor, Math::addExact);
        return Place.WITHHELD;
      }
      return place;
    });
    return List.copyOf(applied(lines).keySet());
  }

  /// A cause is gone. With the last one the gift is pending again, until it would have been
  /// released anyway. Returns the accounts that this touches.
  List<String> lift(String id, String cause) {
    var left = causes.getOrDefault(id, new TreeSet<>());
    left.remove(cause);
    var gift = gifts.get(id);
    if (gift == null || !left.isEmpty()) {
      return List.of();
    }
    var lines = new HashMap<String, Long>();
    gift.places.replaceAll((creator, place) -> {
      if (place == Place.WITHHELD) {
        var minor = gift.left.getOrDefault(creator, 0L);
        lines.merge(place(creator, "withheld"), minor, Math::addExact);
        lines.merge(place(creator, "pending"), -minor, Math::addExact);
        return Place.PENDING;
      }
      return place;
    });
    return List.copyOf(applied(lines).keySet());
  }

  /// All that is left of a gift is to be given back. It is ordered once.
  void order(String id, Instant at) {
    ordered.putIfAbsent(id, at);
  }

  /// The refunds that follow from decisions now, with the ids that `idOf` gives them. One as of
  /// `until` or later waits, and so does one whose gift is not known.
  List<Happening> decided(Instant until, UnaryOperator<String> idOf) {
    var refunds = new ArrayList<Happening>();
    ordered.replaceAll((id, at) -> {
      var gift = gifts.get(id);
      if (gift == null || !gift.event.kind().equals("gift") || at.isAfter(until)) {
        return at;
      }
      if (gift.leftInAll() > 0) {
        var event = gift.event;
        refunds.add(
            new Happening(
                idOf.apply(id),
                "decided_refund",
                at,
                event.payer(),
                event.video(),
                event.creator(),
                event.giftType(),
                gift.leftInAll(),
                id));
      }
      return SETTLED;
    });
    return refunds;
  }

  /// Whether a decided refund waits until the time that it is as of.
  boolean waitsFor(Instant until) {
    return ordered.entrySet().stream()
        .anyMatch(order -> {
          var gift = gifts.get(order.getKey());
          return gift != null
              && gift.leftInAll() > 0
              && gift.event.kind().equals("gift")
              && !order.getValue().equals(SETTLED)
              && order.getValue().isAfter(until);
        });
  }

  /// Whether somebody has a part of this gift that is released.
  boolean isReleased(String id) {
    return Objects.requireNonNull(gifts.get(id)).places.containsValue(Place.RELEASED);
  }

  /// Who has the largest part of a gift; null where it is nobody's, or no gift.
  @Nullable Long receiver(String id) {
    var gift = gifts.get(id);
    return gift == null || !gift.event.kind().equals("gift") ? null : gift.largest;
  }

  boolean isGift(String id) {
    return !gifts.containsKey(id)
        || Objects.requireNonNull(gifts.get(id)).event.kind().equals("gift");
  }

  private String payer(Happening event) {
    return currency
        + (event.kind().equals("ad_revenue")
            ? " assets:receivable:advertisers"
            : " assets:receivable:viewers:" + event.payer());
  }

  private Map<String, Long> applied(Map<String, Long> lines) {
    lines.values().removeIf(minor -> minor == 0);
    var sum = lines.values().stream().mapToLong(Long::longValue).sum();
    if (sum != 0) {
      throw new IllegalStateException("the auditor is off by " + sum + ": " + lines);
    }
    lines.forEach(this::move);
    return lines;
  }
}
