package ai.profithack.monetization.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.monetization.Benefit;
import ai.profithack.monetization.Benefits;
import ai.profithack.monetization.Collaborations;
import ai.profithack.monetization.Collaborations.Change;
import ai.profithack.monetization.Collaborations.Collaboration;
import ai.profithack.monetization.Collaborations.Terms;
import ai.profithack.platform.Creators;
import ai.profithack.platform.Directory;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Agreements between creators: a creator's own with their answers, everybody's for the operator.
@Controller
@Allow(Role.CREATOR)
public class CollaborationPages {
  private static final String PATH = "/collaborations";
  private static final int PAGE = 50;
  private static final int FOUND = 10;
  private static final int VIDEOS = 50;

  private final Collaborations collaborations;
  private final Benefits benefits;
  private final Creators creators;
  private final Directory directory;
  private final Templates templates;

  CollaborationPages(
      Collaborations collaborations,
      Benefits benefits,
      Creators creators,
      Directory directory,
      Templates templates) {
    this.collaborations = collaborations;
    this.benefits = benefits;
    this.creators = creators;
    this.directory = directory;
    this.templates = templates;
  }

  /// `me` is null for the operator. `tools` and `advanced` say what the creator's tier has.
  public record CollaborationsView(
      List<Collaboration> collaborations,
      Map<Long, String> names,
      @Nullable Long me,
      boolean tools,
      boolean advanced,
      Map<Long, Instant> waitUntil,
      Map<Long, String> titles,
      Proposing proposing,
      @Nullable Long nextBefore) {
    /// What the video is called, with its number.
    public String video(long videoId) {
      return named(titles, videoId);
    }

    /// The number of a creator where a name stands for it; empty where the number itself does.
    public String number(long creatorId) {
      return names.containsKey(creatorId) ? "creator " + creatorId : "";
    }

    /// Until when what was proposed waits for an answer; null where nothing does.
    public @Nullable Instant waitsUntil(Collaboration collaboration) {
      return waitUntil.get(collaboration.id());
    }

    public String name(long creatorId) {
      return me != null && me == creatorId
          ? "You"
          : names.getOrDefault(creatorId, "Creator " + creatorId);
    }

    /// The same within a sentence.
    public String nameWithin(long creatorId) {
      return me != null && me == creatorId ? "you" : name(creatorId);
    }

    /// The version that is shown: the one that waits, else the one agreed on, else the newest.
    public Collaborations.@Nullable Version shown(Collaboration collaboration) {
      return collaboration
          .open()
          .or(collaboration::agreed)
          .or(() -> collaboration.versions().stream().findFirst())
          .orElse(null);
    }

    /// Whether the version waits for this creator's answer.
    public boolean mayAnswer(Collaboration collaboration) {
      return collaboration.open().filter(open -> me != null && open.proposedBy() != me).isPresent();
    }

    public boolean mayWithdraw(Collaboration collaboration) {
      return collaboration.open().filter(open -> me != null && open.proposedBy() == me).isPresent();
    }

    public boolean mayEnd(Collaboration collaboration) {
      var asked = collaboration.endAskedBy();
      return collaboration.isRunning() && (me == null || asked == null || !asked.equals(me));
    }

    /// Whether this creator asked for the end and the other has not agreed.
    public boolean mayStay(Collaboration collaboration) {
      var asked = collaboration.endAskedBy();
      return collaboration.isRunning() && asked != null && asked.equals(me);
    }

    public String tone(Collaboration collaboration) {
      return switch (collaboration.status()) {
        case "active" -> "good";
        case "accepted" -> "info";
        case "proposed" -> "warn";
        default -> "neutral";
      };
    }
  }

  private static String named(Map<Long, String> titles, long videoId) {
    return titles.containsKey(videoId)
        ? "%s (video %d)".formatted(titles.get(videoId), videoId)
        : "Video " + videoId;
  }

  /// A video or a creator to choose, by number and in words.
  public record Choice(long id, String words) {}

  /// Where proposing stands: `search` is what was looked for, `found` who that may be; `partner` is
  /// whom the creator chose, null before, and `videos` those of both.
  public record Proposing(
      String search, List<Choice> found, @Nullable Choice partner, List<Choice> videos) {
    static final Proposing NOTHING = new Proposing("", List.of(), null, List.of());
  }

  private Proposing proposing(@Nullable Long me, String search, @Nullable Long with) {
    if (me == null) {
      return Proposing.NOTHING;
    }
    var partner = with == null || with.equals(me) ? null : creators.find(with).orElse(null);
    if (partner != null && partner.isCreator()) {
      return new Proposing(
          search, List.of(), new Choice(partner.id(), words(partner)), videos(me, partner.id()));
    }
    var ids =
        search.isBlank()
            ? List.<Long>of()
            : creators.matching(search.strip(), FOUND + 1).stream()
                .filter(id -> !id.equals(me))
                .limit(FOUND)
                .toList();
    var names = creators.names(ids);
    return new Proposing(
        search,
        ids.stream()
            .map(id -> new Choice(id, words(new Creators.Person(id, names.get(id), true))))
            .toList(),
        null,
        List.of());
  }

  private List<Choice> videos(long me, long partner) {
    var all =
        Stream.of(me, partner)
            .flatMap(id -> directory.newestVideos(id, VIDEOS).stream())
            .map(Directory.KnownVideo::id)
            .toList();
    var titles = directory.titles(all);
    return all.stream().map(id -> new Choice(id, named(titles, id))).toList();
  }

  private static String words(Creators.Person person) {
    return person.name() == null
        ? "Creator " + person.id()
        : "%s (creator %d)".formatted(person.name(), person.id());
  }

  @GetMapping(PATH)
  @Allow({Role.CREATOR, Role.ADMIN, Role.FINANCE})
  View all(
      Page page,
      Actor actor,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "") String partner,
      @RequestParam(required = false) @Nullable Long with) {
    var me = actor.creatorId();
    var found = me == null ? collaborations.all(before, PAGE + 1) : collaborations.of(me);
    var listed = me == null ? found.subList(0, Math.min(PAGE, found.size())) : found;
    return html(
        templates.monetizationCollaborations(
            page.titled("Collaborations", "Who shares what a video earns, and since when."),
            new CollaborationsView(
                listed,
                creators.names(
                    listed.stream()
                        .flatMap(each -> Stream.of(each.creatorId1(), each.creatorId2()))
                        .distinct()
                        .toList()),
                me,
                me != null && benefits.has(me, Benefit.COLLABORATION_TOOLS),
                me != null && benefits.has(me, Benefit.ADVANCED_COLLABORATIONS),
                waitUntil(listed),
                directory.titles(listed.stream().map(Collaboration::videoId).distinct().toList()),
                proposing(me, partner, with),
                me == null && found.size() > PAGE ? listed.getLast().id() : null)));
  }

  private Map<Long, Instant> waitUntil(List<Collaboration> listed) {
    var until = new HashMap<Long, Instant>();
    for (var each : listed) {
      each.open().ifPresent(open -> until.put(each.id(), collaborations.waitsUntil(open)));
    }
    return until;
  }

  @PostMapping(PATH)
  View propose(
      Actor actor,
      @RequestParam String videoId,
      @RequestParam String partnerId,
      @RequestParam String ownPercent,
      @RequestParam(defaultValue = "") String firstAmount,
      @RequestParam(defaultValue = "me") String firstTo,
      @RequestParam(defaultValue = "") String from) {
    var me = Changes.creator(actor);
    if (!videoId.matches("\\d{1,18}") || !partnerId.matches("\\d{1,18}")) {
      return refused("Choose the other creator, then a video of one of you.");
    }
    var partner = Long.parseLong(partnerId);
    var terms = terms(me, partner, ownPercent, firstAmount, firstTo, from);
    return terms == null
        ? refused(
            "A share is a number like 60 or 33.34, an amount one like 100.00, a day one of the calendar.")
        : answered(
            collaborations.propose(me, Long.parseLong(videoId), partner, terms),
            "Your proposal waits for the other one's answer.");
  }

  @PostMapping(PATH + "/{id}/versions")
  View amend(
      Actor actor,
      @PathVariable long id,
      @RequestParam String ownPercent,
      @RequestParam(defaultValue = "") String from) {
    var me = Changes.creator(actor);
    var terms = terms(me, me, ownPercent, "", "me", from);
    return terms == null
        ? refused("A share is a number like 60 or 33.34, a day one of the calendar.")
        : answered(
            collaborations.amend(me, id, terms), "Your change waits for the other one's answer.");
  }

  @PostMapping(PATH + "/{id}/accept")
  View accept(Actor actor, @PathVariable long id, @RequestParam int version) {
    return answered(
        collaborations.accept(Changes.creator(actor), id, version), "Agreed: it holds as written.");
  }

  @PostMapping(PATH + "/{id}/decline")
  View decline(Actor actor, @PathVariable long id, @RequestParam int version) {
    return answered(collaborations.decline(Changes.creator(actor), id, version), "Declined.");
  }

  @PostMapping(PATH + "/{id}/withdraw")
  View withdraw(Actor actor, @PathVariable long id, @RequestParam int version) {
    return answered(collaborations.withdraw(Changes.creator(actor), id, version), "Withdrawn.");
  }

  /// A creator asks for the end or agrees to it; the operator ends it and says why.
  @PostMapping(PATH + "/{id}/end")
  @Allow({Role.CREATOR, Role.ADMIN, Role.FINANCE})
  View end(Actor actor, @PathVariable long id, @RequestParam(defaultValue = "") String reason) {
    var me = actor.creatorId();
    if (me != null) {
      return answered(
          collaborations.end(me, id), "It ends as soon as both of you have asked for it.");
    }
    if (reason.isBlank() || reason.length() > 200) {
      return refused("Say why, in at most 200 characters.");
    }
    return answered(collaborations.endByOperator(id, reason.strip()), "Ended.");
  }

  @PostMapping(PATH + "/{id}/stay")
  View stay(Actor actor, @PathVariable long id) {
    return answered(
        collaborations.stay(Changes.creator(actor), id),
        "It stays: you no longer ask for its end.");
  }

  /// Null where a field is not what it should be.
  private static @Nullable Terms terms(
      long me, long partner, String percent, String amount, String firstTo, String from) {
    if (!percent.matches("\\d{1,3}(\\.\\d{1,4})?") || !amount.matches("|\\d{1,12}(\\.\\d{1,4})?")) {
      return null;
    }
    try {
      return new Terms(
          new BigDecimal(percent),
          amount.isEmpty()
              ? null
              : new Collaborations.Recoupment(
                  firstTo.equals("me") ? me : partner, new BigDecimal(amount)),
          from.isEmpty() ? null : LocalDate.parse(from));
    } catch (DateTimeParseException noDay) {
      return null;
    }
  }

  private static View answered(Change change, String done) {
    var problem = Changes.problem(change);
    return problem == null ? Redirect.to(PATH, Notice.success(done)) : refused(problem);
  }

  private static View refused(String sentence) {
    return Redirect.to(PATH, Notice.error(sentence));
  }
}
