package ai.profithack;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/// Each module uses only what its `package-info` allows.
class ModularityTests {
  /// The compiled form of the templates sits beside the modules; a module calls only its own.
  private static final ApplicationModules MODULES =
      ApplicationModules.of(
          ProfitHack.class,
          JavaClass.Predicates.resideInAPackage("ai.profithack.templates..")
              .or(JavaClass.Predicates.resideInAPackage("ai.profithack.testing..")));

  @Test
  void modulesUseOnlyWhatTheyDeclare() {
    MODULES.detectViolations().throwIfPresent();
  }
}
