package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.StartNotice;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// What a demo prints for whoever writes programs against it.
class DemoKeysTests {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withUserConfiguration(DemoKeys.class)
          .withPropertyValues("PROFITHACK_HOME=/data/of mine/demo");

  @Test
  void aDemoTellsTheCommandThatMakesAKeyForItsOwnFolder() {
    runner
        .withPropertyValues("profithack.demo=true")
        .run(context ->
            assertThat(context.getBean(StartNotice.class).lines())
                .singleElement()
                .asString()
                .endsWith(
                    "PROFITHACK_HOME='%s' ./profithack token create --role admin"
                        .formatted(Path.of("/data/of mine/demo"))));
  }

  @Test
  void aServerWithRealDataSaysNothingOfIt() {
    runner.run(context -> assertThat(context).doesNotHaveBean(StartNotice.class));
  }
}
