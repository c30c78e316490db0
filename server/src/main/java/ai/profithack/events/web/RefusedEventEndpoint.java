package ai.profithack.events.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.events.RefusedEvent;
import ai.profithack.events.RefusedEvent.State;
import ai.profithack.events.RefusedEvents;
import ai.profithack.events.RefusedEvents.Replay;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Refused events for programs: read, replay, discard.
@RestController
@Allow(Role.ADMIN)
@Tag(
    name = "Refused events",
    description = "What was sent and could not be counted, kept to be looked at and sent again.")
class RefusedEventEndpoint {
  private static final int LIMIT = 500;

  private final RefusedEvents refusedEvents;

  RefusedEventEndpoint(RefusedEvents refusedEvents) {
    this.refusedEvents = refusedEvents;
  }

  /// A page; `next` is the `before` of the page after it, null on the last one.
  record Listed(
      boolean success,
      List<RefusedEvent> refused,
      List<RefusedEvents.Count> open,
      @Nullable Long next) {}

  record Replayed(
      boolean success, String outcome, @Nullable String code, @Nullable String reason) {}

  record AllReplayed(boolean success, int accepted, int duplicates, int refused) {}

  record Discarded(boolean success) {}

  @Operation(summary = "Refused events, newest first, with how many are open for each reason")
  @GetMapping("/api/events/refused")
  Listed list(
      @RequestParam(defaultValue = "refused") String state,
      @RequestParam(required = false) @Nullable String code,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > LIMIT) {
      throw Refused.badInput("limit", "limit must be from 1 to " + LIMIT + ".");
    }
    var page = refusedEvents.page(state(state), code(code), before, limit);
    return new Listed(
        true, page, refusedEvents.counts(), page.size() < limit ? null : page.getLast().id());
  }

  static State state(String name) {
    for (var state : State.values()) {
      if (state.name().toLowerCase(Locale.ROOT).equals(name)) {
        return state;
      }
    }
    throw Refused.badInput("state", "state must be refused, replayed or discarded.");
  }

  /// The code that is asked for, as it can stand in the database; null where none is.
  static @Nullable String code(@Nullable String code) {
    if (code != null && code.indexOf('\0') >= 0) {
      throw Refused.badInput("code", "code must not hold a NUL character.");
    }
    return code == null || code.isBlank() ? null : code;
  }

  /// The same where a code is needed.
  static String neededCode(String code) {
    var needed = code(code);
    if (needed == null) {
      throw Refused.badInput("code", "code is missing.");
    }
    return needed;
  }

  @Operation(summary = "Send a refused event again, as it was")
  @PostMapping("/api/events/refused/{id}/replay")
  Replayed replay(@PathVariable long id) {
    return switch (refusedEvents.replay(id)) {
      case Replay.Accepted() -> new Replayed(true, "accepted", null, null);
      case Replay.Duplicate() -> new Replayed(true, "duplicate", null, null);
      case Replay.StillRefused(var code, var reason) -> new Replayed(true, "refused", code, reason);
      case Replay.NotOpen() -> throw notOpen(id);
    };
  }

  @Operation(
      summary =
          "Send all open events of a reason again, for instance when exchange rates were loaded")
  @PostMapping("/api/events/refused/replay")
  AllReplayed replayAll(@RequestParam String code) {
    var replays = refusedEvents.replayAll(neededCode(code));
    return new AllReplayed(true, replays.accepted(), replays.duplicates(), replays.refused());
  }

  @Operation(summary = "Put a refused event aside for good")
  @PostMapping("/api/events/refused/{id}/discard")
  Discarded discard(@PathVariable long id) {
    if (!refusedEvents.discard(id)) {
      throw notOpen(id);
    }
    return new Discarded(true);
  }

  private static Refused notOpen(long id) {
    return Refused.notFound("There is no open refused event %d.".formatted(id));
  }
}
