package ai.profithack.imports;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.Receipt;
import ai.profithack.imports.Draft.EventDraft;
import ai.profithack.imports.SeriesRepository.GiftListing;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.Directory;
import ai.profithack.platform.Directory.GiftName;
import ai.profithack.platform.ForeignIds;
import ai.profithack.platform.UserNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Tells the event log and the platform's tables what the records of a batch say. Everything here
/// can be told again: the second time it is a duplicate.
@Component
class FactWriter {
  private final EventLog log;
  private final ForeignIds foreignIds;
  private final Directory directory;
  private final UserNames userNames;
  private final SeriesRepository series;
  private final ReportingFrame frame;

  FactWriter(
      EventLog log,
      ForeignIds foreignIds,
      Directory directory,
      UserNames userNames,
      SeriesRepository series,
      ReportingFrame frame) {
    this.log = log;
    this.foreignIds = foreignIds;
    this.directory = directory;
    this.userNames = userNames;
    this.series = series;
    this.frame = frame;
  }

  /// Drops the drafts about somebody whom the platform does not know.
  PlatformIds resolve(Batch batch, String namespace) {
    var ids = PlatformIds.resolve(namespace, batch.drafts, foreignIds);
    batch.drafts.removeIf(draft -> {
      var unknown = ids.unknown(draft);
      if (unknown == null) {
        return false;
      }
      var kind = unknown.kind().name().toLowerCase(java.util.Locale.ROOT);
      batch.refuse(
          draft,
          "unknown_" + kind,
          namespace.equals(Mapping.PLATFORM)
              ? "%s %s is not an id: ids are whole numbers.".formatted(kind, unknown.key())
              : "The platform has no %s for %s of %s; it can be imported when it is there."
                  .formatted(kind, unknown.key(), namespace));
      return true;
    });
    return ids;
  }

  /// Publications that records are told along with; a record whose publication is refused is
  /// refused with it.
  void tellCompanions(Batch batch, PlatformIds ids, String source) {
    var companions = new LinkedHashMap<String, Event>();
    for (var draft : batch.drafts) {
      var companion = draft.companion();
      if (companion != null) {
        companions.computeIfAbsent(EventIds.of(companion.id()), id -> event(id, companion, ids));
      }
    }
    var events = List.copyOf(companions.values());
    var receipt = accept(events, source, batch);
    if (receipt.refusals().isEmpty()) {
      return;
    }
    var refused = new HashMap<String, Receipt.Refusal>();
    receipt.refusals().forEach(refusal -> refused.put(events.get(refusal.index()).id(), refusal));
    batch.drafts.removeIf(draft -> {
      var companion = draft.companion();
      var refusal = companion == null ? null : refused.get(EventIds.of(companion.id()));
      if (refusal != null) {
        batch.refuse(draft, refusal.code(), refusal.reason());
      }
      return refusal != null;
    });
  }

  /// The events that records are.
  void tellEvents(Batch batch, PlatformIds ids, String source) {
    var drafts = new ArrayList<Draft>();
    var events = new ArrayList<Event>();
    var rest = new LinkedHashMap<Integer, Event>();
    for (var draft : batch.drafts) {
      var own = draft.event();
      if (own != null) {
        if (own.user() != null && own.quantity() > 1 && !own.type().isMoney()) {
          rest.put(events.size(), rest(own, ids));
        }
        drafts.add(draft);
        events.add(event(EventIds.of(own.id()), own, ids));
      }
    }
    var receipt = accept(events, source, batch);
    batch.kept += receipt.accepted();
    batch.duplicates += receipt.duplicates();
    for (var refusal : receipt.refusals()) {
      batch.refuse(drafts.get(refusal.index()), refusal.code(), refusal.reason());
      rest.remove(refusal.index());
    }
    requireAll(accept(List.copyOf(rest.values()), source, batch));
  }

  /// What catalogues say about gift types.
  void tellGiftTypes(Batch batch, PlatformIds ids) {
    var listings = new ArrayList<GiftListing>();
    for (var draft : batch.drafts) {
      var type = draft.giftType();
      var id = type == null ? null : ids.gift(type.gift());
      if (type != null && id != null) {
        listings.add(new GiftListing(id, type.at(), type.name(), type.price()));
      }
    }
    if (listings.isEmpty()) {
      return;
    }
    var added = series.addListings(listings);
    batch.kept += added.size();
    batch.duplicates += listings.size() - added.size();
    var names = new HashMap<Long, GiftName>();
    listings.forEach(one ->
        names.merge(
            one.giftId(),
            new GiftName(one.giftId(), one.name(), one.at()),
            (a, b) -> b.named().isAfter(a.named()) ? b : a));
    directory.nameGifts(names);
  }

  void tellNames(Batch batch, PlatformIds ids) {
    var names = new HashMap<Long, String>();
    for (var draft : batch.drafts) {
      for (var name : draft.names()) {
        var id = ids.user(name.user());
        if (id != null && !name.name().isBlank()) {
          names.put(id, name.name());
        }
      }
    }
    userNames.keep(names);
  }

  private Receipt accept(List<Event> events, String source, Batch batch) {
    if (events.isEmpty()) {
      return new Receipt(0, 0, List.of());
    }
    var receipt = log.accept(events, source);
    batch.events += receipt.accepted();
    if (receipt.accepted() > 0) {
      var refused = new HashSet<Integer>();
      receipt.refusals().forEach(refusal -> refused.add(refusal.index()));
      for (var index = 0; index < events.size(); index++) {
        if (!refused.contains(index)) {
          batch.days.add(frame.dayOf(events.get(index).time()));
        }
      }
    }
    return receipt;
  }

  private static void requireAll(Receipt receipt) {
    if (!receipt.refusals().isEmpty()) {
      throw new IllegalStateException(
          "a part of what was accepted is refused: " + receipt.refusals().getFirst());
    }
  }

  /// What one user did several times at once is one event of the user, who was active once, and one
  /// of nobody for the rest.
  private static Event rest(EventDraft draft, PlatformIds ids) {
    return Event.of(EventIds.of(draft.id(), "rest"), draft.type(), draft.time())
        .video(ids.video(draft.video()))
        .creator(ids.user(draft.creator()))
        .quantity(draft.quantity() - 1)
        .build();
  }

  private static Event event(String id, EventDraft draft, PlatformIds ids) {
    return Event.of(id, draft.type(), draft.time())
        .user(ids.user(draft.user()))
        .video(ids.video(draft.video()))
        .creator(ids.user(draft.creator()))
        .gift(ids.gift(draft.gift()))
        .giftName(draft.giftName())
        .amount(draft.amount())
        .quantity(
            draft.user() != null && !draft.type().isMoney() && draft.quantity() > 1
                ? 1
                : draft.quantity())
        .durationSeconds(draft.durationSeconds())
        .details(draft.details())
        .refundOf(draft.refundOf())
        .disputeOf(draft.disputeOf())
        .context(draft.context())
        .build();
  }

  /// Adds to the log what is not counted with a record: movements and streaks.
  Told tell(List<Event> events, String source) {
    var counted = new Batch();
    var receipt = accept(events, source, counted);
    return new Told(receipt, counted);
  }

  record Told(Receipt receipt, Batch counted) {
    @Nullable String firstRefusal() {
      return receipt.refusals().isEmpty() ? null : receipt.refusals().getFirst().reason();
    }
  }
}
