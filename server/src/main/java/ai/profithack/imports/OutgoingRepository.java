package ai.profithack.imports;

import static ai.profithack.imports.schema.Outgoing.OUTGOING;

import ai.profithack.events.Event;
import ai.profithack.events.EventType;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// SQL on movements of counters that are on their way into the event log.
@Repository
class OutgoingRepository {
  private final DSLContext db;

  OutgoingRepository(DSLContext db) {
    this.db = db;
  }

  record OutgoingEvent(long runId, Event event) {}

  void add(long runId, List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    db.query(
            """
            insert into imports.outgoing (run_id, event_id, event_type, occurred_at, video_id, creator_id, quantity)
            select ?, u.* from unnest(?::text[], ?::text[], ?::timestamptz[], ?::bigint[], ?::bigint[], ?::bigint[]) as u
            """,
            runId,
            events.stream().map(Event::id).toArray(String[]::new),
            events.stream().map(event -> event.type().wireName()).toArray(String[]::new),
            events.stream().map(event -> event.time().toString()).toArray(String[]::new),
            events.stream().map(Event::videoId).toArray(Long[]::new),
            events.stream().map(Event::creatorId).toArray(Long[]::new),
            events.stream().map(Event::quantity).toArray(Long[]::new))
        .execute();
  }

  List<OutgoingEvent> next(int limit) {
    return db.selectFrom(OUTGOING)
        .orderBy(OUTGOING.RUN_ID, OUTGOING.EVENT_ID)
        .limit(limit)
        .fetch(row ->
            new OutgoingEvent(
                row.get(OUTGOING.RUN_ID),
                Event.of(
                        row.get(OUTGOING.EVENT_ID),
                        EventType.ofWireName(row.get(OUTGOING.EVENT_TYPE)).orElseThrow(),
                        row.get(OUTGOING.OCCURRED_AT))
                    .video(row.get(OUTGOING.VIDEO_ID))
                    .creator(row.get(OUTGOING.CREATOR_ID))
                    .quantity(row.get(OUTGOING.QUANTITY))
                    .build()));
  }

  void remove(Collection<String> eventIds) {
    db.query(
            "delete from imports.outgoing where event_id = any (?::text[])",
            (Object) eventIds.toArray(String[]::new))
        .execute();
  }
}
