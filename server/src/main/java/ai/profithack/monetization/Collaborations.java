package ai.profithack.monetization;

import ai.profithack.access.AuditTrail;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.Creators;
import ai.profithack.platform.Directory;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What two creators agree on for a video of one of them.
///
///     proposed ──► accepted ──► active ──► ended
///        ├──► declined     (its day comes)
///        └──► withdrawn
///
/// Whoever proposes has accepted; the agreement stands when the other accepts the very same version.
/// It holds from that moment, or from a later day if it names one, never for what was earned before.
/// A change is a new version, while the old one stays in force until both have accepted the new and
/// its day has come. What was accepted last replaces from its day on all that was accepted before,
/// also what was to hold from a later day. It ends when both say so, or by the operator's decision,
/// and from then on the video is its owner's alone; who asked for the end can take that back, and
/// other terms that both accept make it forgotten. A creator who cannot be paid yet keeps their
/// part: it waits in their own account.
@Component
public class Collaborations {
  private static final BigDecimal WHOLE = new BigDecimal("100.00");

  private final CollaborationRepository repository;
  private final Directory directory;
  private final Creators creators;
  private final Tiers tiers;
  private final AuditTrail audit;
  private final ReportingFrame frame;
  private final Clock clock;
  private final Duration waits;

  Collaborations(
      CollaborationRepository repository,
      Directory directory,
      Creators creators,
      Tiers tiers,
      AuditTrail audit,
      ReportingFrame frame,
      @Value("${PROFITHACK_PROPOSAL_DAYS:14}") int proposalDays,
      Clock clock) {
    if (proposalDays < 1 || proposalDays > 365) {
      throw new IllegalArgumentException(
          "PROFITHACK_PROPOSAL_DAYS is %d; it must be from 1 to 365.".formatted(proposalDays));
    }
    this.waits = Duration.ofDays(proposalDays);
    this.repository = repository;
    this.directory = directory;
    this.creators = creators;
    this.tiers = tiers;
    this.audit = audit;
    this.frame = frame;
    this.clock = clock;
  }

  /// What somebody proposes: their own share in per cent with at most two decimals, the rest being
  /// the other's; what goes to one of both first (null: nothing); the day from which it is to hold
  /// (null: at once).
  public record Terms(
      BigDecimal ownPercent, @Nullable Recoupment recoupment, @Nullable LocalDate from) {}

  /// An amount in the reporting currency that goes to one of both before anything is shared.
  public record Recoupment(long creatorId, BigDecimal amount) {}

  /// Where a version stands.
  public enum Answer {
    PROPOSED,
    ACCEPTED,
    DECLINED,
    WITHDRAWN,
    /// Nobody answered it in time.
    EXPIRED;

    static Answer of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /// One version of an agreement. `percent` is of [Collaboration#creatorId1] and
  /// [Collaboration#creatorId2]; `recoupedMinor` is how much of the recoupment was reached.
  public record Version(
      int version,
      BigDecimal percent1,
      BigDecimal percent2,
      @Nullable Long recoupCreatorId,
      @Nullable Long recoupMinor,
      long recoupedMinor,
      long proposedBy,
      Instant proposedAt,
      @Nullable Instant wantedFrom,
      Answer answer,
      @Nullable Instant answeredAt,
      @Nullable Instant inForceFrom) {
    public BigDecimal percentOf(boolean first) {
      return first ? percent1 : percent2;
    }
  }

  /// A collaboration with its versions, newest first; none where an earlier installation wrote it.
  /// `status` is one of proposed, accepted, active, declined, withdrawn, expired, ended.
  public record Collaboration(
      long id,
      long creatorId1,
      long creatorId2,
      long videoId,
      BigDecimal revenue,
      String status,
      Instant createdAt,
      @Nullable Instant endedAt,
      @Nullable Long endAskedBy,
      List<Version> versions) {
    /// The version that waits for an answer.
    public Optional<Version> open() {
      return versions.stream().filter(version -> version.answer() == Answer.PROPOSED).findFirst();
    }

    /// The newest version that both accepted.
    public Optional<Version> agreed() {
      return versions.stream().filter(version -> version.answer() == Answer.ACCEPTED).findFirst();
    }

    public boolean isOf(long creatorId) {
      return creatorId == creatorId1 || creatorId == creatorId2;
    }

    public long other(long creatorId) {
      return creatorId == creatorId1 ? creatorId2 : creatorId1;
    }

    public boolean isRunning() {
      return status.equals("accepted") || status.equals("active");
    }
  }

  /// How asking for a change can end.
  public sealed interface Change {
    /// Done; this is how it stands now.
    record Done(Collaboration collaboration) implements Change {}

    /// There is no such collaboration, or it is not this creator's.
    record Unknown() implements Change {}

    /// `field` is not what it should be.
    record Invalid(String field, String sentence) implements Change {}

    /// The creator's tier does not have what this needs.
    record NotInTier(Benefit benefit) implements Change {}

    /// Not in the state that things are in.
    record Conflict(String sentence) implements Change {}
  }

  /// Proposes an agreement about a video that is one of both creators'.
  @Transactional
  public Change propose(long by, long videoId, long partner, Terms terms) {
    expire();
    var refusal = refusal(by, by, partner, terms);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var owner =
        directory.videos(List.of(videoId)).stream()
            .findFirst()
            .map(Directory.KnownVideo::creatorId)
            .orElse(null);
    if (owner == null) {
      return new Change.Invalid("videoId", "There is no video of this number.");
    }
    if (by == partner || creators.find(partner).isEmpty()) {
      return new Change.Invalid("partnerId", "There is no other creator of this number.");
    }
    if (owner != by && owner != partner) {
      return new Change.Invalid("videoId", "The video belongs to neither of both.");
    }
    var id = repository.insert(videoId, by, partner, terms, frame, now());
    if (id.isEmpty()) {
      return new Change.Conflict(
          "There is an agreement about this video already: change it or end it.");
    }
    return recorded("collaboration.proposed", id.get());
  }

  /// Proposes other terms; those agreed on hold until these are accepted.
  @Transactional
  public Change amend(long by, long id, Terms terms) {
    expire();
    var found = lock(by, id);
    if (found.isEmpty()) {
      return new Change.Unknown();
    }
    var collaboration = found.get();
    if (!collaboration.isRunning()) {
      return new Change.Conflict("Only what both agreed on can be changed.");
    }
    var refusal = refusal(by, collaboration.creatorId1(), collaboration.creatorId2(), terms);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (collaboration.open().isPresent()) {
      return new Change.Conflict("Another change still waits for an answer.");
    }
    repository.insertVersion(
        id,
        collaboration.versions().getFirst().version() + 1,
        by == collaboration.creatorId1(),
        by,
        terms,
        frame,
        now());
    return recorded("collaboration.amended", id);
  }

  /// Accepts the version that was read: one that was replaced meanwhile is not accepted by mistake.
  @Transactional
  public Change accept(long by, long id, int version) {
    return answer(by, id, version, Answer.ACCEPTED);
  }

  @Transactional
  public Change decline(long by, long id, int version) {
    return answer(by, id, version, Answer.DECLINED);
  }

  /// Takes back what one proposed oneself and nobody answered.
  @Transactional
  public Change withdraw(long by, long id, int version) {
    return answer(by, id, version, Answer.WITHDRAWN);
  }

  private Change answer(long by, long id, int number, Answer answer) {
    expire();
    var found = lock(by, id);
    if (found.isEmpty()) {
      return new Change.Unknown();
    }
    var open = found.get().open().filter(version -> version.version() == number);
    if (open.isEmpty()) {
      return new Change.Conflict("This version does not wait for an answer.");
    }
    var own = open.get().proposedBy() == by;
    if (own != (answer == Answer.WITHDRAWN)) {
      return new Change.Conflict(
          own ? "The other one has to answer." : "Only who proposed it can withdraw it.");
    }
    var now = now();
    var wanted = open.get().wantedFrom();
    var inForce = wanted != null && wanted.isAfter(now) ? wanted : now;
    repository.answer(id, number, answer, now, answer == Answer.ACCEPTED ? inForce : null);
    if (answer == Answer.ACCEPTED) {
      repository.setSplit(id, split(found.get(), open.get()));
      repository.askEnd(id, null);
      if (!found.get().status().equals("active")) {
        repository.setStatus(id, inForce.isAfter(now) ? "accepted" : "active");
      }
    } else if (found.get().status().equals("proposed")) {
      repository.setStatus(id, answer == Answer.DECLINED ? "declined" : "withdrawn");
    }
    return recorded("collaboration." + answer.name().toLowerCase(Locale.ROOT), id);
  }

  /// Ends an agreement when both have asked for it; the first to ask waits for the other.
  @Transactional
  public Change end(long by, long id) {
    var found = lock(by, id);
    if (found.isEmpty()) {
      return new Change.Unknown();
    }
    var collaboration = found.get();
    if (!collaboration.isRunning()) {
      return new Change.Conflict("Only what both agreed on can be ended.");
    }
    var asked = collaboration.endAskedBy();
    if (asked != null && asked == by) {
      return new Change.Conflict("You asked already; the other one has to agree.");
    }
    if (asked == null) {
      repository.askEnd(id, by);
      return recorded("collaboration.end-asked", id);
    }
    repository.end(id, now());
    return recorded("collaboration.ended", id);
  }

  /// Takes back that one asked for the end, while the other has not agreed.
  @Transactional
  public Change stay(long by, long id) {
    var found = lock(by, id);
    if (found.isEmpty()) {
      return new Change.Unknown();
    }
    var asked = found.get().endAskedBy();
    if (!found.get().isRunning() || asked == null || asked != by) {
      return new Change.Conflict("You have not asked for the end, or it has come.");
    }
    repository.askEnd(id, null);
    return recorded("collaboration.end-taken-back", id);
  }

  /// Ends an agreement by the operator's decision.
  @Transactional
  public Change endByOperator(long id, String reason) {
    var found = repository.lock(id);
    if (found.isEmpty()) {
      return new Change.Unknown();
    }
    if (!found.get().isRunning()) {
      return new Change.Conflict("Only what both agreed on can be ended.");
    }
    repository.end(id, now());
    audit.record("collaboration.ended-by-operator", Long.toString(id), Map.of("reason", reason));
    return new Change.Done(repository.find(id).orElseThrow());
  }

  /// Begins what was agreed on for a day that has come; returns how many.
  @Transactional
  public int begin() {
    return repository.begin(now());
  }

  /// Lets go of what nobody answered in time, each once, whoever runs it and however often; returns
  /// how many. A proposal that waited long enough is answered by nobody any more, also before a run
  /// comes by.
  @Transactional
  public int expire() {
    var expired = repository.expire(now().minus(waits), now());
    expired.forEach((id, version) ->
        audit.recordAs(
            "system", "collaboration.expired", Long.toString(id), Map.of("version", version)));
    return expired.size();
  }

  /// Until when a version that was proposed waits for an answer.
  public Instant waitsUntil(Version version) {
    return version.proposedAt().plus(waits);
  }

  @Transactional(readOnly = true)
  public Optional<Collaboration> find(long id) {
    return repository.find(id);
  }

  /// A creator's own, newest first, at most 100.
  @Transactional(readOnly = true)
  public List<Collaboration> of(long creatorId) {
    return repository.list(creatorId, null, 100);
  }

  /// Everybody's, newest first: up to `limit` with an id below `before` (null: from the newest).
  @Transactional(readOnly = true)
  public List<Collaboration> all(@Nullable Long before, int limit) {
    return repository.list(null, before, limit);
  }

  private Optional<Collaboration> lock(long by, long id) {
    return repository.lock(id).filter(collaboration -> collaboration.isOf(by));
  }

  private Optional<Change> refusal(long by, long creator1, long creator2, Terms terms) {
    var percent = terms.ownPercent();
    if (percent.stripTrailingZeros().scale() > 2
        || percent.signum() <= 0
        || percent.compareTo(WHOLE) >= 0) {
      return Optional.of(
          new Change.Invalid(
              "ownPercent", "Your share is above 0 and below 100 %, with two decimals at most."));
    }
    var recoupment = terms.recoupment();
    if (recoupment != null) {
      if (recoupment.creatorId() != creator1 && recoupment.creatorId() != creator2) {
        return Optional.of(
            new Change.Invalid("recoupment", "What goes first goes to one of both."));
      }
      try {
        if (Money.of(recoupment.amount(), frame.currency()).minor() <= 0) {
          return Optional.of(
              new Change.Invalid("recoupment", "The amount that goes first is above 0."));
        }
      } catch (IllegalArgumentException unusable) {
        return Optional.of(
            new Change.Invalid("recoupment", Objects.toString(unusable.getMessage(), "")));
      }
    }
    var needed =
        recoupment == null && terms.from() == null
            ? Benefit.COLLABORATION_TOOLS
            : Benefit.ADVANCED_COLLABORATIONS;
    return needed.isOf(tiers.at(by, now()).tier())
        ? Optional.empty()
        : Optional.of(new Change.NotInTier(needed));
  }

  private Change recorded(String action, long id) {
    var collaboration = repository.find(id).orElseThrow();
    var detail = new HashMap<String, Object>();
    detail.put("video", collaboration.videoId());
    detail.put("version", collaboration.versions().getFirst().version());
    detail.put("status", collaboration.status());
    audit.record(action, Long.toString(id), detail);
    return new Change.Done(collaboration);
  }

  private static Map<String, String> split(Collaboration collaboration, Version version) {
    return Map.of(
        Long.toString(collaboration.creatorId1()),
        version.percent1().toPlainString(),
        Long.toString(collaboration.creatorId2()),
        version.percent2().toPlainString());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
