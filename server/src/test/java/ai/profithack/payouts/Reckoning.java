package ai.profithack.payouts;

import ai.profithack.events.MoneyEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
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

  /// What is open of a refund, also as it was sent, and how often it was decided on.
  record Waiting(Happening refund, long open, long openSent, int decisions) {}

  /// What a refund took of a gift, also of the gift as it was sent.
  private record Taken(Happening refund, long minor, long sent) {
    Taken and(Taken more) {
      return new Taken(refund, minor + more.minor(), sent + more.sent());
    }
  }

  /// What was sent in another currency than the reporting one.
  record Sent(long minor, String currency) {}

  /// What of a gift goes back, and of the refund what that settles; each also as it was sent.
  private record Back(long ofGift, long sentOfGift, long ofRefund, long sentOfRefund) {
    /// Of equal currencies what was sent decides, else what it counts.
    static Back of(long left, long sentLeft, long minor, long sent, boolean sameCurrency) {
      if (sameCurrency) {
        var both = Math.min(sentLeft, sent);
        return new Back(part(left, both, sentLeft), both, part(minor, both, sent), both);
      }
      var both = Math.min(left, minor);
      return both == 0
          ? new Back(0, 0, 0, 0)
          : new Back(both, scaled(sentLeft, both, left), both, scaled(sent, both, minor));
    }

    private static long part(long whole, long of, long all) {
      return of == all
          ? whole
          : new BigDecimal(BigInteger.valueOf(whole).multiply(BigInteger.valueOf(of)))
              .divide(BigDecimal.valueOf(all), 0, RoundingMode.HALF_UP)
              .longValueExact();
    }

    static long scaled(long whole, long of, long all) {
      return BigInteger.valueOf(whole)
          .multiply(BigInteger.valueOf(of))
          .divide(BigInteger.valueOf(all))
          .longValueExact();
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
      @Nullable Sent sent,
      @Nullable String refundOf) {
    Happening by(long known) {
      return new Happening(id, kind, at, payer, video, known, giftType, minor, sent, refundOf);
    }

    long sentMinor() {
      return sent == null ? minor : sent.minor();
    }

    boolean isOfCurrency(Happening other) {
      return Objects.equals(
          sent == null ? null : sent.currency(), other.sent == null ? null : other.sent.currency());
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
    long takenByDecisionSent;
    long repeated;
    long repeatedSent;
    long leftOfPlatform;
    long refunded;
    long refundedSent;
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

    long sentLeft() {
      return event.sentMinor() - refundedSent;
    }

    Back back(Happening refund, long minor, long sent) {
      return Back.of(leftInAll(), sentLeft(), minor, sent, event.isOfCurrency(refund));
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
    gift.refundedSent = 0;
    for (var taken : before) {
      var lines = new HashMap<String, Long>();
      takeBack(gift, taken.refund(), taken.minor(), taken.sent(), lines);
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
    var back =
        gift == null ? new Back(0, 0, 0, 0) : gift.back(refund, refund.minor(), refund.sentMinor());
    if (gift != null) {
      takeBack(gift, refund, back.ofGift(), back.sentOfGift(), lines);
    }
    var repeated = gift == null ? new Back(0, 0, 0, 0) : repeats(gift, refund, back);
    var unmatched = refund.minor() - back.ofRefund() - repeated.ofRefund();
    lines.put(payer(refund), -back.ofRefund() - unmatched);
    lines.merge(suspense(), unmatched, Math::addExact);
    lines.merge(exchangeDifferences(), back.ofRefund() - back.ofGift(), Math::addExact);
    if (unmatched > 0) {
      var sent = refund.sentMinor() - back.sentOfRefund() - repeated.sentOfRefund();
      waiting.put(refund.id(), new Waiting(refund, unmatched, sent, 0));
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
          if (gift != null
              && !gift.back(refund, refund.minor(), refund.sentMinor())
                  .equals(new Back(0, 0, 0, 0))) {
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
            || gift.back(each.refund(), each.open(), each.openSent()).ofRefund() == 0
        ? Map.of()
        : outOfWaiting(each.refund(), gift, 1);
  }

  private Map<String, Long> outOfWaiting(Happening refund, Gift gift, int decisions) {
    var each = Objects.requireNonNull(waiting.get(refund.id()));
    var back = gift.back(refund, each.open(), each.openSent());
    var minor = back.ofRefund();
    var lines = new HashMap<String, Long>();
    takeBack(gift, refund, back.ofGift(), back.sentOfGift(), lines);
    lines.merge(suspense(), -minor, Math::addExact);
    lines.merge(exchangeDifferences(), minor - back.ofGift(), Math::addExact);
    if (each.open() == minor) {
      waiting.remove(refund.id());
    } else {
      waiting.put(
          refund.id(),
          new Waiting(
              refund,
              each.open() - minor,
              each.openSent() - back.sentOfRefund(),
              each.decisions() + decisions));
    }
    return applied(lines);
  }

  private String suspense() {
    return currency + " assets:suspense:refunds";
  }

  private String exchangeDifferences() {
    return currency + " expenses:exchange-differences";
  }

  /// How much of a refund is money that went back already: a decision and the platform may both
  /// tell of the same refund.
  private static Back repeats(Gift gift, Happening refund, Back back) {
    var rest = refund.minor() - back.ofRefund();
    var restSent = refund.sentMinor() - back.sentOfRefund();
    if (refund.isDecided()) {
      gift.takenByDecision += back.ofGift();
      gift.takenByDecisionSent += back.sentOfGift();
      return new Back(0, 0, rest, restSent);
    }
    var same = gift.event.isOfCurrency(refund);
    var repeated =
        Back.of(
            Math.max(0, gift.takenByDecision - gift.repeated),
            Math.max(0, gift.takenByDecisionSent - gift.repeatedSent),
            rest,
            restSent,
            same);
    var event = gift.event;
    gift.repeated +=
        same && event.sent() != null
            ? Back.scaled(repeated.sentOfRefund(), event.minor(), event.sentMinor())
            : repeated.ofRefund();
    gift.repeatedSent +=
        same
            ? repeated.sentOfRefund()
            : Back.scaled(repeated.ofRefund(), event.sentMinor(), event.minor());
    return repeated;
  }

  private void takeBack(
      Gift gift, Happening refund, long matched, long sent, Map<String, Long> lines) {
    gift.refundedSent += sent;
    if (matched == 0 && sent == 0) {
      return;
    }
    gift.takenBy.merge(refund.id(), new Taken(refund, matched, sent), Taken::and);
    if (matched == 0) {
      return;
    }
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

  /// One in the currency of the refund, where there is one.
  private @Nullable Gift fitting(Happening refund) {
    var same = fitting(refund, true);
    return same == null ? fitting(refund, false) : same;
  }

  private @Nullable Gift fitting(Happening refund, boolean sameCurrency) {
    Gift newest = null;
    for (var gift : inOrder) {
      var event = gift.event;
      var whose =
          refund.creator() == null ? gift.left.isEmpty() : gift.left.containsKey(refund.creator());
      if (event.kind().equals("gift")
          && event.payer() == refund.payer()
          && !event.at().isAfter(refund.at())
          && Objects.equals(event.giftType(), refund.giftType())
          && event.isOfCurrency(refund) == sameCurrency
          && (sameCurrency
              ? gift.sentLeft() >= refund.sentMinor()
              : gift.leftInAll() >= refund.minor())
          && whose
          && (newest == null || event.at().isAfter(newest.event.at()))) {
        newest = gift;
      }
    }
    return newest;
  }

  /// What has waited long enough becomes available, less what its creator owes.
  void release(Instant now) {
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
    due.forEach((creator, minor) -> {
      var repaid = Math.min(minor, of(place(creator, "debt")));
      move(place(creator, "pending"), minor);
      move(place(creator, "debt"), -repaid);
      move(place(creator, "available"), repaid - minor);
    });
  }

  /// A cause to keep a gift back: what is pending of it is withheld, and with `released` also what
  /// is released already.
  void withhold(String id, String cause, boolean released) {
    causes.computeIfAbsent(id, _ -> new TreeSet<>()).add(cause);
    withhold(id, released);
  }

  /// Whoever wanted a gift kept back before it came in finds it now.
  void withholdExpected(String id) {
    if (!causes.getOrDefault(id, Set.of()).isEmpty()) {
      withhold(id, false);
    }
  }

  private void withhold(String id, boolean released) {
    var gift = gifts.get(id);
    if (gift == null || !gift.event.kind().equals("gift")) {
      return;
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
    applied(lines);
  }

  /// A cause is gone. With the last one the gift is pending again, until it would have been
  /// released anyway.
  void lift(String id, String cause) {
    var left = causes.getOrDefault(id, new TreeSet<>());
    left.remove(cause);
    var gift = gifts.get(id);
    if (gift == null || !left.isEmpty()) {
      return;
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
    applied(lines);
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
                null,
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
