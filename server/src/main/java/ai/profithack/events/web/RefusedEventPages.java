package ai.profithack.events.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.events.EventLogUnavailable;
import ai.profithack.events.RefusedEvent;
import ai.profithack.events.RefusedEvent.State;
import ai.profithack.events.RefusedEvents;
import ai.profithack.events.RefusedEvents.Replay;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// The page of refused events.
@Controller
@Allow(Role.ADMIN)
public class RefusedEventPages {
  static final String PATH = "/events/refused";
  private static final int PAGE_SIZE = 50;

  private final RefusedEvents refusedEvents;
  private final Templates templates;

  RefusedEventPages(RefusedEvents refusedEvents, Templates templates) {
    this.refusedEvents = refusedEvents;
    this.templates = templates;
  }

  @Bean
  static NavigationEntry refusedEventsEntry() {
    return new NavigationEntry(
        "Refused events", PATH, "inbox", NavigationEntry.OPERATIONS, 220, Set.of(Role.ADMIN));
  }

  /// What is shown, under which filter.
  public record Shown(
      List<RefusedEvents.Count> counts,
      List<RefusedEvent> events,
      State state,
      @Nullable String code,
      @Nullable Long next) {
    /// How many are open in all.
    public long open() {
      return counts.stream().mapToLong(RefusedEvents.Count::events).sum();
    }

    public String url(State ofState, @Nullable String ofCode, @Nullable Long before) {
      return PATH
          + "?state="
          + ofState.name().toLowerCase(Locale.ROOT)
          + (ofCode == null ? "" : "&code=" + URLEncoder.encode(ofCode, StandardCharsets.UTF_8))
          + (before == null ? "" : "&before=" + before);
    }
  }

  @GetMapping(PATH)
  View list(
      Page page,
      @RequestParam(defaultValue = "refused") String state,
      @RequestParam(required = false) @Nullable String code,
      @RequestParam(required = false) @Nullable Long before) {
    var chosen = RefusedEventEndpoint.state(state);
    var filter = RefusedEventEndpoint.code(code);
    var events = refusedEvents.page(chosen, filter, before, PAGE_SIZE);
    return html(
        templates.eventsRefused(
            page.titled("Refused events", "What was sent and could not be counted, and why."),
            new Shown(
                refusedEvents.counts(),
                events,
                chosen,
                filter,
                events.size() < PAGE_SIZE ? null : events.getLast().id())));
  }

  @PostMapping(PATH + "/{id}/replay")
  View replay(@PathVariable long id) {
    try {
      return Redirect.to(PATH, notice(id, refusedEvents.replay(id)));
    } catch (EventLogUnavailable unavailable) {
      return Redirect.to(PATH, Notice.error(String.valueOf(unavailable.getMessage())));
    }
  }

  private static Notice notice(long id, Replay replay) {
    return switch (replay) {
      case Replay.Accepted() ->
          Notice.success("Event %d is counted now; its day will be corrected.".formatted(id));
      case Replay.Duplicate() -> Notice.success("Event %d was counted already.".formatted(id));
      case Replay.StillRefused(_, var reason) ->
          Notice.warning("Event %d is still refused: %s".formatted(id, reason));
      case Replay.NotOpen() -> Notice.warning("Event %d is settled already.".formatted(id));
    };
  }

  @PostMapping(PATH + "/replay")
  View replayAll(@RequestParam String code) {
    var needed = RefusedEventEndpoint.neededCode(code);
    try {
      var replays = refusedEvents.replayAll(needed);
      return Redirect.to(
          PATH,
          Notice.info(
              "%s: %d counted now, %d counted already, %d still refused."
                  .formatted(needed, replays.accepted(), replays.duplicates(), replays.refused())));
    } catch (EventLogUnavailable unavailable) {
      return Redirect.to(PATH, Notice.error(String.valueOf(unavailable.getMessage())));
    }
  }

  @PostMapping(PATH + "/{id}/discard")
  View discard(@PathVariable long id) {
    if (!refusedEvents.discard(id)) {
      throw Refused.notFound("There is no open refused event %d.".formatted(id));
    }
    return Redirect.to(PATH, Notice.success("Event %d is put aside.".formatted(id)));
  }
}
