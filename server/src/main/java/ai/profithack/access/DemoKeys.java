package ai.profithack.access;

import ai.profithack.kernel.StartNotice;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/// Tells whoever starts a demo how to make a key for it: its data is in a folder of its own, which
/// a command finds only by its name.
@Component
@ConditionalOnBooleanProperty("profithack.demo")
class DemoKeys implements StartNotice {
  private final Path home;

  DemoKeys(@Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    this.home = home;
  }

  @Override
  public List<String> lines() {
    return List.of(
        "A key for it:   PROFITHACK_HOME='%s' ./profithack token create --role admin"
            .formatted(home));
  }
}
