package ai.profithack.media;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Which store the originals are in.
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
  @Bean
  OriginalStore originalStore(@Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    return new FolderStore(home.toAbsolutePath().normalize().resolve("originals"));
  }
}
