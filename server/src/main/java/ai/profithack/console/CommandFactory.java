package ai.profithack.console;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.stereotype.Component;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;

/// Makes the one command that is to be run: a bean of the application where it is a `@Component`,
/// else an object of its own. All others stay shells.
final class CommandFactory implements IFactory, AutoCloseable {
  private final Application application;
  private final Class<?> leaf;
  private final SpringObjenesis objenesis = new SpringObjenesis();
  private @Nullable ConfigurableApplicationContext context;

  CommandFactory(Application application, Class<?> leaf) {
    this.application = application;
    this.leaf = leaf;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (!type.isAnnotationPresent(Command.class)) {
      return CommandLine.defaultFactory().create(type);
    }
    if (!type.equals(leaf)) {
      return objenesis.newInstance(type);
    }
    if (type.isAnnotationPresent(Component.class)) {
      if (context == null) {
        context = application.startForCommand();
      }
      return context.getBean(type);
    }
    return bare(type);
  }

  private <K> K bare(Class<K> type) throws ReflectiveOperationException {
    for (var constructor : type.getDeclaredConstructors()) {
      constructor.setAccessible(true);
      var parameters = constructor.getParameterTypes();
      if (parameters.length == 0) {
        return type.cast(constructor.newInstance());
      }
      if (parameters.length == 1 && parameters[0] == Application.class) {
        return type.cast(constructor.newInstance(application));
      }
      if (parameters.length == 1 && parameters[0] == Environment.class) {
        return type.cast(constructor.newInstance(application.environment()));
      }
    }
    throw new IllegalStateException(type + " needs a constructor without parameters");
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }
}
