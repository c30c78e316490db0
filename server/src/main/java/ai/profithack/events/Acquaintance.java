package ai.profithack.events;

import ai.profithack.events.Candidate.State;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.Directory;
import ai.profithack.platform.Directory.KnownUser;
import ai.profithack.platform.Directory.KnownVideo;
import ai.profithack.platform.Directory.Sighting;
import ai.profithack.platform.Directory.VideoSighting;
import ai.profithack.platform.Ownership;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Which users and videos events are about: whether they may be accepted, whose videos they
/// concern, and what they teach about users and videos.
///
/// What was once learned is remembered in [IdCache]s, so that a batch about known users and videos
/// asks the database nothing. What is remembered may be older than the database in one direction
/// only: a registration only gets earlier or becomes reported, a creator's mark and a video's
/// creator stay. Where the platform owns a table, rows may vanish: those are forgotten every
/// minute.
@Component
class Acquaintance {
  private static final Duration TRUST = Duration.ofMinutes(1);
  private static final int REPORTED = 2;
  private static final int CREATOR = 1;

  private final Directory directory;
  private final Ownership ownership;
  private final EventRepository repository;
  private final ReportingFrame frame;
  private final Clock clock;
  private final IdCache users = new IdCache(20);
  private final IdCache creators = new IdCache(19);
  private volatile Instant trustedSince = Instant.EPOCH;

  Acquaintance(
      Directory directory,
      Ownership ownership,
      EventRepository repository,
      ReportingFrame frame,
      Clock clock) {
    this.directory = directory;
    this.ownership = ownership;
    this.repository = repository;
    this.frame = frame;
    this.clock = clock;
  }

  /// What was read was overtaken by another writer; the transaction must be tried again.
  static final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Overtaken(long videoId) {
      super("video " + videoId + " was given its creator by another writer meanwhile");
    }
  }

  /// What writing a batch taught: to be remembered after the commit, and the days it changes.
  record Learned(
      List<KnownUser> users,
      List<KnownVideo> videos,
      Set<LocalDate> changedDays,
      Set<LocalDate> registrationDays) {}

  /// Fills in who acted and whose video it is, and refuses what is about somebody unknown.
  void introduce(List<Candidate> candidates) {
    forgetWhatMayHaveVanished();
    var videoCreators = videoCreators(candidates);
    var knownUsers =
        ownership.ownsUsers() ? Set.<Long>of() : existingUsers(candidates, videoCreators);
    var open = new ArrayList<Candidate>();
    for (var candidate : candidates) {
      var video = candidate.event.videoId();
      if (video == null) {
        refuseUnknownUsers(candidate, knownUsers);
        continue;
      }
      var creator = videoCreators.get(video);
      if (creator != null) {
        assignCreator(candidate, video, creator);
        refuseUnknownUsers(candidate, knownUsers);
      } else if (!ownership.ownsVideos() && !videoCreators.containsKey(video)) {
        candidate.refuse(
            new Problem("unknown_video", "videoId %d is not in videos.".formatted(video)));
      } else {
        refuseUnknownUsers(candidate, knownUsers);
        open.add(candidate);
      }
    }
    settleNewVideos(open);
  }

  /// Among events about a video without a creator, one that publishes it says whose it is, else the
  /// first that names a creator.
  private static void settleNewVideos(List<Candidate> open) {
    var creators = new HashMap<Long, Long>();
    for (var publishing : List.of(true, false)) {
      for (var candidate : open) {
        var creator = candidate.creatorId;
        if (candidate.state != State.REFUSED
            && creator != null
            && (!publishing || candidate.event.type() == EventType.VIDEO_PUBLISHED)) {
          creators.putIfAbsent(Objects.requireNonNull(candidate.event.videoId()), creator);
        }
      }
    }
    for (var candidate : open) {
      var video = Objects.requireNonNull(candidate.event.videoId());
      var creator = creators.get(video);
      if (candidate.state != State.REFUSED && creator != null) {
        assignCreator(candidate, video, creator);
      }
    }
  }

  private static void assignCreator(Candidate candidate, long video, long creator) {
    var claimed = candidate.creatorId;
    if (claimed != null && claimed != creator) {
      candidate.refuse(
          new Problem(
              "creator_mismatch",
              "creatorId is %d, but video %d belongs to %d.".formatted(claimed, video, creator)));
      return;
    }
    candidate.creatorId = creator;
  }

  private void refuseUnknownUsers(Candidate candidate, Set<Long> known) {
    if (candidate.state == State.REFUSED) {
      return;
    }
    if (candidate.event.type() == EventType.VIDEO_PUBLISHED && candidate.userId == null) {
      candidate.userId = candidate.creatorId;
    }
    if (ownership.ownsUsers()) {
      return;
    }
    var user = candidate.userId;
    var creator = candidate.creatorId;
    if (user != null && !known.contains(user)) {
      candidate.refuse(new Problem("unknown_user", "userId %d is not in users.".formatted(user)));
    } else if (creator != null && !known.contains(creator)) {
      candidate.refuse(
          new Problem("unknown_user", "creatorId %d is not in users.".formatted(creator)));
    }
  }

  /// Each known video's creator; null where the video is known and its creator is not.
  private Map<Long, @Nullable Long> videoCreators(List<Candidate> candidates) {
    var found = new HashMap<Long, @Nullable Long>();
    var missing = new TreeSet<Long>();
    for (var candidate : candidates) {
      var video = candidate.event.videoId();
      if (video != null && !found.containsKey(video)) {
        var creator = creators.get(video);
        if (creator == IdCache.UNKNOWN) {
          missing.add(video);
        } else {
          found.put(video, creator);
        }
      }
    }
    for (var video : directory.videos(missing)) {
      found.put(video.id(), video.creatorId());
      remember(video);
    }
    return found;
  }

  private Set<Long> existingUsers(
      List<Candidate> candidates, Map<Long, @Nullable Long> videoCreators) {
    var existing = new HashSet<Long>();
    var missing = new TreeSet<Long>();
    for (var candidate : candidates) {
      for (var id : userIds(candidate, videoCreators)) {
        (users.get(id) == IdCache.UNKNOWN ? missing : existing).add(id);
      }
    }
    for (var user : directory.users(missing)) {
      existing.add(user.id());
      users.put(user.id(), 0);
    }
    return existing;
  }

  private static List<Long> userIds(Candidate candidate, Map<Long, @Nullable Long> videoCreators) {
    var ids = new ArrayList<Long>(3);
    if (candidate.userId != null) {
      ids.add(candidate.userId);
    }
    if (candidate.creatorId != null) {
      ids.add(candidate.creatorId);
    }
    var video = candidate.event.videoId();
    var creator = video == null ? null : videoCreators.get(video);
    if (creator != null) {
      ids.add(creator);
    }
    return ids;
  }

  /// Writes what accepted events teach about users and videos, in the caller's transaction.
  Learned learn(Collection<Candidate> accepted) {
    var registrations =
        ownership.ownsUsers()
            ? directory.noteUsers(sightings(accepted))
            : new Directory.Registrations(List.of(), Set.of());
    var changedDays = new HashSet<LocalDate>();
    var videos = ownership.ownsVideos() ? noteVideos(accepted, changedDays) : List.<KnownVideo>of();
    return new Learned(registrations.users(), videos, changedDays, registrations.changedDays());
  }

  private Collection<Sighting> sightings(Collection<Candidate> accepted) {
    var sightings = new TreeMap<Long, Sighting>();
    for (var candidate : accepted) {
      var user = candidate.userId;
      var creator = candidate.creatorId;
      var registers = candidate.event.type() == EventType.USER_REGISTERED;
      if (user != null) {
        sight(sightings, user, candidate.event.time(), registers, user.equals(creator));
      }
      if (creator != null && !creator.equals(user)) {
        sight(sightings, creator, candidate.event.time(), false, true);
      }
    }
    return sightings.values();
  }

  private void sight(
      Map<Long, Sighting> sightings, long user, Instant at, boolean registers, boolean creator) {
    var time = at.truncatedTo(ChronoUnit.MICROS);
    var known = users.get(user);
    if (known != IdCache.UNKNOWN && (!creator || (known & CREATOR) != 0)) {
      var reported = (known & REPORTED) != 0;
      var earlier = micros(time) < known >> 2;
      if (registers ? reported && !earlier : reported || !earlier) {
        return;
      }
    }
    sightings.merge(
        user,
        new Sighting(user, time, registers ? time : null, creator),
        (one, other) ->
            new Sighting(
                user,
                earlier(one.seen(), other.seen()),
                earlierOrNull(one.registered(), other.registered()),
                one.creator() || other.creator()));
  }

  private List<KnownVideo> noteVideos(Collection<Candidate> accepted, Set<LocalDate> changedDays) {
    var sightings = new TreeMap<Long, VideoSighting>();
    var days = new HashMap<Long, Set<LocalDate>>();
    for (var candidate : accepted) {
      var video = candidate.event.videoId();
      if (video != null
          && (creators.get(video) == IdCache.UNKNOWN
              || candidate.event.type() == EventType.VIDEO_PUBLISHED)) {
        var time = candidate.event.time().truncatedTo(ChronoUnit.MICROS);
        sightings.merge(
            video,
            new VideoSighting(video, candidate.creatorId, time),
            (one, other) ->
                new VideoSighting(
                    video,
                    one.creatorId() == null ? other.creatorId() : one.creatorId(),
                    earlier(one.seen(), other.seen())));
        days.computeIfAbsent(video, _ -> new HashSet<>()).add(candidate.day);
      }
    }
    var videos = directory.noteVideos(sightings.values());
    var known = new HashMap<Long, Long>();
    for (var video : videos) {
      var assumed = Objects.requireNonNull(sightings.get(video.id())).creatorId();
      if (!Objects.equals(assumed, video.creatorId())) {
        throw new Overtaken(video.id());
      }
      if (assumed == null) {
        repository.awaitCreator(video.id(), Objects.requireNonNull(days.get(video.id())));
      } else {
        known.put(video.id(), assumed);
      }
    }
    if (!known.isEmpty()) {
      changedDays.addAll(repository.creatorsKnown(known));
    }
    return videos;
  }

  /// Keeps in mind what was written; to be called after the commit.
  void remember(Learned learned) {
    for (var user : learned.users()) {
      users.put(
          user.id(),
          micros(user.registered()) << 2
              | (user.reported() ? REPORTED : 0)
              | (user.creator() ? CREATOR : 0));
    }
    learned.videos().forEach(this::remember);
  }

  private void remember(KnownVideo video) {
    var creator = video.creatorId();
    if (creator != null) {
      creators.put(video.id(), creator);
    }
  }

  private void forgetWhatMayHaveVanished() {
    var now = clock.instant();
    if (!now.isBefore(trustedSince.plus(TRUST)) || now.isBefore(trustedSince)) {
      trustedSince = now;
      if (!ownership.ownsUsers()) {
        users.clear();
      }
      if (!ownership.ownsVideos()) {
        creators.clear();
      }
    }
  }

  /// Forgets everything, for when it may have been wrong.
  void forget() {
    users.clear();
    creators.clear();
  }

  LocalDate dayOf(Instant time) {
    return frame.dayOf(time);
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  private static Instant earlier(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }

  private static @Nullable Instant earlierOrNull(@Nullable Instant one, @Nullable Instant other) {
    return one == null ? other : other == null ? one : earlier(one, other);
  }
}
