package ai.profithack.media;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import software.amazon.awssdk.services.s3.S3Client;

/// Which store files are in: the data folder, or an S3-compatible store.
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
  /// The files that were sent, and in which folder of the store they are.
  static final String ORIGINALS = "originals";

  /// The files that were made of them.
  static final String MADE = "made";

  static final String INCOMING = "incoming";

  // Names of beans; the folders' own names are those of components.
  static final String OF_ORIGINALS = "store-of-originals";
  static final String OF_MADE = "store-of-made-files";

  @Bean
  Stores stores(
      Environment settings, @Value("${PROFITHACK_HOME:profithack-data}") Path dataFolder) {
    var home = dataFolder.toAbsolutePath().normalize();
    return new Stores(home, S3Place.of(settings).map(place -> Remote.of(place, home)));
  }

  @Bean(OF_ORIGINALS)
  ContentStore originals(Stores stores) {
    return stores.store(ORIGINALS);
  }

  @Bean(OF_MADE)
  ContentStore made(Stores stores) {
    return stores.store(MADE);
  }

  /// What the folders of a store share.
  private record Remote(S3Place place, S3Client client, WorkingCopies copies) {
    static Remote of(S3Place place, Path home) {
      return new Remote(
          place, place.client(), new WorkingCopies(home.resolve(INCOMING), WorkingCopies.IDLE));
    }
  }

  /// Closes its connections, and deletes the copies of files, when the application ends.
  static final class Stores implements AutoCloseable {
    private final Path home;
    private final @Nullable Remote remote;

    private Stores(Path home, Optional<Remote> remote) {
      this.home = home;
      this.remote = remote.orElse(null);
    }

    private ContentStore store(String folder) {
      return remote == null
          ? new FolderStore(home.resolve(folder))
          : new S3Store(
              remote.place(), remote.client(), folder, remote.copies(), S3Store.PART_BYTES);
    }

    @Override
    public void close() {
      if (remote != null) {
        remote.copies().close();
        remote.client().close();
      }
    }
  }
}
