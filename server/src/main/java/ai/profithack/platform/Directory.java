package ai.profithack.platform;

import ai.profithack.kernel.ReportingFrame;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who and what the platform has: its users, its videos, its gift types. All of it takes part in
/// the caller's transaction.
///
/// What is written to `users` and `videos` is written only where those tables are ours; see
/// [Ownership].
@Component
public class Directory {
  private final DirectoryRepository repository;
  private final ReportingFrame frame;

  Directory(DirectoryRepository repository, ReportingFrame frame) {
    this.repository = repository;
    this.frame = frame;
  }

  /// A user as the table has it. `registered` is when they registered, `reported` whether somebody
  /// said so or it is only the earliest time at which they were seen.
  public record KnownUser(long id, Instant registered, boolean reported, boolean creator) {}

  /// A video as the table has it. `creatorId` is null while nobody said whose it is.
  public record KnownVideo(long id, @Nullable Long creatorId, Instant created) {}

  /// What a batch of events says about a user: the earliest time it was seen in one, the earliest
  /// registration it reports, and whether it publishes.
  public record Sighting(
      long userId, Instant seen, @Nullable Instant registered, boolean creator) {}

  /// What a batch of events says about a video.
  public record VideoSighting(long videoId, @Nullable Long creatorId, Instant seen) {}

  /// What a published video says about itself.
  public record VideoDescription(
      long videoId,
      Instant published,
      @Nullable String title,
      List<String> hashtags,
      @Nullable String sound,
      @Nullable String category) {}

  /// What a video is called, as far as it is known.
  public record VideoWords(String title, List<String> hashtags) {}

  /// The name under which a gift type was sent, and when.
  public record GiftName(long giftId, String name, Instant named) {}

  /// What came of sightings: every user that was written, as it is now, and the days that a
  /// registration was added to, moved to or moved away from.
  public record Registrations(List<KnownUser> users, Set<LocalDate> changedDays) {}

  /// Those of the users that exist.
  public List<KnownUser> users(Collection<Long> ids) {
    return ids.isEmpty() ? List.of() : repository.users(ids, false);
  }

  /// Those of the videos that exist.
  public List<KnownVideo> videos(Collection<Long> ids) {
    return ids.isEmpty() ? List.of() : repository.videos(ids);
  }

  /// What these videos are called, as far as it is known.
  public Map<Long, String> titles(Collection<Long> videoIds) {
    return videoIds.isEmpty() ? Map.of() : repository.titles(videoIds);
  }

  /// A creator's videos, newest first.
  public List<KnownVideo> newestVideos(long creatorId, int limit) {
    return repository.newestVideos(creatorId, limit);
  }

  /// The newest words that a video was described with; empty where it never was.
  public Optional<VideoWords> words(long videoId) {
    return repository.words(videoId);
  }

  /// Creates the users that are new and corrects when the others registered: the earliest reported
  /// registration where there is one, else the earliest sighting, whatever the order in which they
  /// arrive. At most one sighting a user.
  public Registrations noteUsers(Collection<Sighting> sightings) {
    if (sightings.isEmpty()) {
      return new Registrations(List.of(), Set.of());
    }
    var byId = new TreeMap<Long, Sighting>();
    sightings.forEach(sighting -> byId.put(sighting.userId(), sighting));
    var now = new TreeMap<Long, KnownUser>();
    for (var known : repository.users(byId.keySet(), false)) {
      now.put(known.id(), known);
    }
    var changedDays = new HashSet<LocalDate>();
    var absent = byId.values().stream().filter(one -> !now.containsKey(one.userId())).toList();
    for (var created : repository.insertUsers(absent)) {
      now.put(created.id(), created);
      changedDays.add(frame.dayOf(created.registered()));
    }
    // What another writer created meanwhile, and what is to be changed, is locked and read again.
    var toLock =
        byId.values().stream()
            .filter(sighting -> {
              var known = now.get(sighting.userId());
              return known == null || !corrected(known, sighting).equals(known);
            })
            .map(Sighting::userId)
            .toList();
    if (!toLock.isEmpty()) {
      var changed = new TreeMap<Long, KnownUser>();
      for (var before : repository.users(toLock, true)) {
        var after = corrected(before, byId.get(before.id()));
        now.put(after.id(), after);
        if (!after.equals(before)) {
          changed.put(after.id(), after);
          var dayBefore = frame.dayOf(before.registered());
          var dayAfter = frame.dayOf(after.registered());
          if (!dayAfter.equals(dayBefore)) {
            changedDays.add(dayBefore);
            changedDays.add(dayAfter);
          }
        }
      }
      repository.updateUsers(changed.values());
    }
    return new Registrations(List.copyOf(now.values()), changedDays);
  }

  /// Creates the videos that are new, fills in creators that were unknown, and moves creation to
  /// the earliest time seen. A creator once known is never replaced. At most one sighting a video.
  ///
  /// Returns each of the videos as it is now.
  public List<KnownVideo> noteVideos(Collection<VideoSighting> sightings) {
    if (sightings.isEmpty()) {
      return List.of();
    }
    var byId = new TreeMap<Long, VideoSighting>();
    sightings.forEach(sighting -> byId.put(sighting.videoId(), sighting));
    repository.upsertVideos(byId.values());
    return repository.videos(byId.keySet());
  }

  /// Keeps what videos say about themselves; where a video says it twice, the later event counts.
  public void describe(Collection<VideoDescription> descriptions) {
    if (!descriptions.isEmpty()) {
      repository.upsertDetails(descriptions);
    }
  }

  /// Keeps the newest name of each gift type. At most one name a gift type.
  public void nameGifts(Map<Long, GiftName> names) {
    if (!names.isEmpty()) {
      repository.upsertGiftNames(new TreeMap<>(names).values());
    }
  }

  private static KnownUser corrected(KnownUser before, @Nullable Sighting sighting) {
    if (sighting == null) {
      return before;
    }
    var reported = sighting.registered();
    Instant registered;
    if (reported != null) {
      registered =
          before.reported() && before.registered().isBefore(reported)
              ? before.registered()
              : reported;
    } else {
      registered =
          before.reported() || before.registered().isBefore(sighting.seen())
              ? before.registered()
              : sighting.seen();
    }
    return new KnownUser(
        before.id(),
        registered,
        before.reported() || reported != null,
        before.creator() || sighting.creator());
  }
}
