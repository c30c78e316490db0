package ai.profithack.platform;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The ids that other systems gave to users, videos and gift types, as the integers of the
/// platform's tables.
///
/// A namespace is a world in which a foreign key always means the same: `tiktok`, `youtube`.
@Component
public class ForeignIds {
  public enum Kind {
    USER,
    VIDEO,
    GIFT;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final ForeignIdRepository repository;
  private final Ownership ownership;

  ForeignIds(ForeignIdRepository repository, Ownership ownership) {
    this.repository = repository;
    this.ownership = ownership;
  }

  /// The id of each key. A key not met before gets a new id where the table is ours to fill; where
  /// it belongs to the platform the key is missing from the answer.
  ///
  /// Safe to race: one id a key, whoever asks first. A new id is above every id in use.
  @Transactional
  public Map<String, Long> resolve(String namespace, Kind kind, Collection<String> keys) {
    var known = new HashMap<>(repository.known(namespace, kind, keys));
    var unknown = new TreeSet<>(keys);
    unknown.removeAll(known.keySet());
    if (!unknown.isEmpty() && isOurs(kind)) {
      repository.lock(kind);
      var meanwhile = repository.known(namespace, kind, unknown);
      unknown.removeAll(meanwhile.keySet());
      known.putAll(meanwhile);
      known.putAll(repository.create(namespace, kind, unknown));
    }
    return known;
  }

  private boolean isOurs(Kind kind) {
    return switch (kind) {
      case USER -> ownership.ownsUsers();
      case VIDEO -> ownership.ownsVideos();
      case GIFT -> true;
    };
  }
}
