package ai.profithack;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/// Each module uses only what its `package-info` allows, and ARCHITECTURE.md shows what is really
/// used.
class ModularityTests {
  /// Beside the modules sit the compiled templates, of which a module calls only its own, and on
  /// the tests' class path the build tools.
  private static final ApplicationModules MODULES =
      ApplicationModules.of(
          ProfitHack.class,
          JavaClass.Predicates.resideInAnyPackage(
              "ai.profithack.templates..", "ai.profithack.testing..", "ai.profithack.codegen.."));

  @Test
  void modulesUseOnlyWhatTheyDeclare() {
    MODULES.detectViolations().throwIfPresent();
  }

  @Test
  void thePictureInTheArchitectureGuideIsTrue() throws IOException {
    var guide = Files.readString(Path.of("..", "ARCHITECTURE.md"));
    var picture = picture();
    assertThat(guide).as("put this picture into ARCHITECTURE.md:\n%s", picture).contains(picture);
  }

  /// A Mermaid graph of which module really uses which; `kernel`, used by all, is left out.
  private static String picture() {
    return MODULES.stream()
        .sorted((a, b) -> name(a).compareTo(name(b)))
        .filter(module -> !name(module).equals("kernel"))
        .map(module -> line(name(module), module))
        .collect(Collectors.joining("", "```mermaid\ngraph TD\n", "```\n"));
  }

  private static String line(String name, ApplicationModule module) {
    var used =
        module
            .getDirectDependencies(MODULES)
            .uniqueModules()
            .map(ModularityTests::name)
            .filter(other -> !other.equals("kernel"))
            .collect(Collectors.toCollection(TreeSet::new));
    return used.isEmpty()
        ? "  " + name + "\n"
        : "  " + name + " --> " + String.join(" & ", used) + "\n";
  }

  private static String name(ApplicationModule module) {
    return module.getIdentifier().toString();
  }
}
