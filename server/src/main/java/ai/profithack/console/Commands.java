package ai.profithack.console;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParseResult;

/// The tree of commands: whatever the modules annotate with `@Command`.
final class Commands {
  private final List<Class<?>> topLevel;

  private Commands(List<Class<?>> topLevel) {
    this.topLevel = topLevel;
  }

  static Commands of(Class<?> application) {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(Command.class, false));
    var found = new LinkedHashSet<Class<?>>();
    for (var candidate : scanner.findCandidateComponents(application.getPackageName())) {
      found.add(ClassUtils.resolveClassName(requireNonNull(candidate.getBeanClassName()), null));
    }
    var nested = new LinkedHashSet<Class<?>>(Set.of(RootCommand.class));
    for (var command : found) {
      nested.addAll(Arrays.asList(annotation(command).subcommands()));
    }
    found.removeAll(nested);
    return new Commands(
        found.stream()
            .sorted(Comparator.comparing(command -> annotation(command).name()))
            .toList());
  }

  /// The commands as objects that can be filled but not run.
  CommandLine shell() {
    var objenesis = new SpringObjenesis();
    return with(
        new IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            return type.isAnnotationPresent(Command.class)
                ? objenesis.newInstance(type)
                : CommandLine.defaultFactory().create(type);
          }
        });
  }

  CommandLine with(IFactory factory) {
    var root = new CommandLine(RootCommand.class, factory);
    topLevel.forEach(command ->
        root.addSubcommand(annotation(command).name(), new CommandLine(command, factory)));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpAutoWidth(true);
    return root;
  }

  /// The class of the command that is to be run.
  static Class<?> leaf(ParseResult asked) {
    var deepest = asked;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    return switch (deepest.commandSpec().userObject()) {
      case Method method -> method.getDeclaringClass();
      case Object command -> command.getClass();
    };
  }

  static boolean isVerbose(ParseResult asked) {
    return asked.hasMatchedOption("--verbose")
        || (asked.hasSubcommand() && isVerbose(asked.subcommand()));
  }

  private static Command annotation(Class<?> command) {
    var annotation = command.getAnnotation(Command.class);
    if (annotation == null) {
      throw new IllegalStateException(command + " is not a command");
    }
    return annotation;
  }
}
