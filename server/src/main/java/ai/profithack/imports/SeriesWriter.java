package ai.profithack.imports;

import ai.profithack.events.Event;
import ai.profithack.events.EventType;
import ai.profithack.imports.Draft.CaptureDraft;
import ai.profithack.imports.Draft.SeriesKey;
import ai.profithack.imports.SeriesRepository.Beginning;
import ai.profithack.imports.SeriesRepository.Capture;
import ai.profithack.imports.SeriesRepository.Locked;
import ai.profithack.imports.SeriesRepository.Series;
import ai.profithack.imports.SeriesRepository.Span;
import ai.profithack.imports.SeriesRepository.TrendMovement;
import ai.profithack.imports.SeriesRepository.Window;
import ai.profithack.kernel.ReportingFrame;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/// Adds the captures of a batch to their series and works out how the counters moved.
///
/// What the event log holds of a counter always follows from its captures: when captures join, in
/// any order, the difference goes into the log. Where two captures of one moment differ, the higher
/// one counts, whichever came first, so that the order of files makes no difference.
@Component
class SeriesWriter {
  private final SeriesRepository repository;
  private final OutgoingRepository outgoing;
  private final ReportingFrame frame;

  SeriesWriter(SeriesRepository repository, OutgoingRepository outgoing, ReportingFrame frame) {
    this.repository = repository;
    this.outgoing = outgoing;
    this.frame = frame;
  }

  /// Takes part in the caller's transaction.
  void write(Batch batch, PlatformIds ids, String namespace, long runId) {
    var wanted = new TreeMap<SeriesKey, Beginning>();
    for (var draft : batch.drafts) {
      draft
          .captures()
          .forEach(
              capture -> wanted.computeIfAbsent(capture.series(), _ -> beginning(capture, ids)));
    }
    if (wanted.isEmpty()) {
      return;
    }
    var locked = repository.lock(namespace, wanted);
    var known = locked.all();
    var windows = repository.windows(spans(batch, known), locked.begun());
    var added = new HashMap<Long, NavigableMap<Instant, Long>>();
    for (var draft : batch.drafts) {
      if (!draft.captures().isEmpty()) {
        if (isNews(draft, known, windows, added)) {
          batch.kept++;
        } else {
          batch.duplicates++;
        }
      }
    }
    if (!added.isEmpty()) {
      store(added, locked, windows, namespace, runId);
    }
  }

  private static Beginning beginning(CaptureDraft draft, PlatformIds ids) {
    var streak = draft.streak();
    return new Beginning(
        draft,
        ids.video(draft.video()),
        ids.user(draft.creator()),
        streak == null ? null : ids.user(streak.user()),
        streak == null ? null : ids.gift(streak.gift()));
  }

  private static List<Span> spans(Batch batch, Map<SeriesKey, Series> known) {
    var spans = new TreeMap<Long, Span>();
    for (var draft : batch.drafts) {
      for (var capture : draft.captures()) {
        var id = series(known, capture).id();
        spans.merge(
            id,
            new Span(id, capture.at(), capture.at()),
            (a, b) ->
                new Span(
                    id,
                    a.first().isBefore(b.first()) ? a.first() : b.first(),
                    a.last().isAfter(b.last()) ? a.last() : b.last()));
      }
    }
    return List.copyOf(spans.values());
  }

  /// Whether any capture of the record tells something new; notes those that do.
  private static boolean isNews(
      Draft draft,
      Map<SeriesKey, Series> known,
      Map<Long, Window> windows,
      Map<Long, NavigableMap<Instant, Long>> added) {
    var news = false;
    for (var capture : draft.captures()) {
      var id = series(known, capture).id();
      var before = window(windows, id).captures().get(capture.at());
      var sooner = added.getOrDefault(id, new TreeMap<>()).get(capture.at());
      var highest = Math.max(before == null ? -1 : before, sooner == null ? -1 : sooner);
      if (capture.value() > highest) {
        added.computeIfAbsent(id, _ -> new TreeMap<>()).put(capture.at(), capture.value());
        news = true;
      }
    }
    return news;
  }

  private void store(
      Map<Long, NavigableMap<Instant, Long>> added,
      Locked locked,
      Map<Long, Window> windows,
      String namespace,
      long runId) {
    var captures = new ArrayList<Capture>();
    var moved = new ArrayList<Long>();
    var streaks = new ArrayList<Long>();
    var events = new ArrayList<Event>();
    var trend = new ArrayList<TrendMovement>();
    for (var series : locked.all().values()) {
      var news = added.get(series.id());
      if (news == null) {
        continue;
      }
      news.forEach((at, value) -> captures.add(new Capture(series.id(), at, value)));
      switch (series.behaviour()) {
        case GAUGE -> {}
        case STREAK -> streaks.add(series.id());
        case COUNTER -> {
          if (!locked.begun().contains(series.id())) {
            moved.add(series.id());
          }
          move(series, news, window(windows, series.id()), namespace, events, trend);
        }
      }
    }
    repository.add(captures);
    repository.countRevision(moved);
    repository.addTrend(trend);
    repository.raisePeaks(runId, streaks);
    outgoing.add(runId, events);
  }

  private void move(
      Series series,
      NavigableMap<Instant, Long> news,
      Window window,
      String namespace,
      List<Event> events,
      List<TrendMovement> trend) {
    var change =
        new Movement(series.first(), series.gaps(), series.published(), frame)
            .change(window.captures(), news, window.fromBeginning());
    var typeName = series.eventType();
    if (typeName == null) {
      change.forEach((day, count) -> trend.add(new TrendMovement(series.id(), day, count)));
      return;
    }
    var type = EventType.ofWireName(typeName).orElseThrow();
    var key = series.key();
    var name = String.join("\n", namespace, key.subject(), key.key(), key.measure());
    change.forEach((day, count) ->
        events.add(
            Event.of(EventIds.counter(name, day, series.revision()), type, time(series, day))
                .video(series.videoId())
                .creator(series.creatorId())
                .quantity(count)
                .build()));
  }

  /// When on that day: not before the publication, if it was that day.
  private Instant time(Series series, LocalDate day) {
    var published = series.published();
    return published != null && frame.dayOf(published).equals(day) ? published : frame.startOf(day);
  }

  private static Series series(Map<SeriesKey, Series> known, CaptureDraft capture) {
    return Objects.requireNonNull(known.get(capture.series()));
  }

  private static Window window(Map<Long, Window> windows, long id) {
    return Objects.requireNonNull(windows.get(id));
  }
}
