package ai.profithack.console;

import ai.profithack.kernel.StartNotice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/// The application as the commands start it: as a server, or as what one command needs.
final class Application {
  private final Class<?> source;
  private final Configuration configuration;

  Application(Class<?> source, Configuration configuration) {
    this.source = source;
    this.configuration = configuration;
  }

  Configuration configuration() {
    return configuration;
  }

  /// The settings, for a command that runs without the application.
  Environment environment() {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("settings", configuration.properties()));
    return environment;
  }

  /// Everything but web server and schedules.
  ConfigurableApplicationContext startForCommand() {
    var application =
        prepared(
            configuration.home(),
            "command.log",
            Map.of("db-scheduler.enabled", "false", "profithack.serving", "false"));
    application.setWebApplicationType(WebApplicationType.NONE);
    return run(application, configuration.home());
  }

  /// Serves until the process is asked to end.
  int serve() throws InterruptedException {
    return serve(false, Map.of("profithack.demo", "false"));
  }

  /// The same on a simulated platform: the one of the seed, or whichever there is.
  int serveDemo(@Nullable Long seed) throws InterruptedException {
    return serve(
        true,
        seed == null
            ? Map.of("profithack.demo", "true")
            : Map.of("profithack.demo", "true", "profithack.demo.seed", seed.toString()));
  }

  private int serve(boolean demo, Map<String, String> simulation) throws InterruptedException {
    var home = Console.usable(demo ? configuration.home().resolve("demo") : configuration.home());
    try (var only = OnlyServer.of(home)) {
      requireFree(port());
      var closed = new CountDownLatch(1);
      var properties = new HashMap<String, Object>(simulation);
      properties.put("profithack.serving", "true");
      var application = prepared(home, "profithack.log", properties);
      application.addListeners((ApplicationListener<ContextClosedEvent>) _ -> closed.countDown());
      try (var context = run(application, home)) {
        if (!Console.isEnding()) {
          var address = "http://localhost:" + port(context);
          only.servesAt(address);
          announce(context, address, home, demo);
        }
        closed.await();
      }
    }
    return 0;
  }

  static String version() {
    return Optional.ofNullable(Application.class.getPackage().getImplementationVersion())
        .orElse("in development");
  }

  private SpringApplication prepared(Path home, String logFile, Map<String, Object> more) {
    Console.usable(home);
    var application = new SpringApplication(source);
    application.setLogStartupInfo(false);
    var properties = new HashMap<>(configuration.properties());
    properties.put("logging.config", "classpath:logging/file.xml");
    properties.put("logging.file.name", home.resolve(logFile).toString());
    properties.putAll(more);
    application.setDefaultProperties(properties);
    return application;
  }

  /// The data folder as an argument, since the environment's own words for it may be relative or
  /// those of the real platform beside the simulated one; and whatever is empty in the environment.
  private ConfigurableApplicationContext run(SpringApplication application, Path home) {
    var arguments = new ArrayList<>(configuration.arguments());
    arguments.add("--" + Setting.PROFITHACK_HOME.name() + "=" + home);
    return application.run(arguments.toArray(String[]::new));
  }

  private int port(ConfigurableApplicationContext context) {
    return context instanceof WebServerApplicationContext web && web.getWebServer() != null
        ? web.getWebServer().getPort()
        : port();
  }

  private void announce(
      ConfigurableApplicationContext context, String address, Path home, boolean demo) {
    var notices =
        context
            .getBeanProvider(StartNotice.class)
            .orderedStream()
            .flatMap(notice -> notice.lines().stream())
            .toList();
    System.out.printf("ProfitHack is at %s%n", address);
    if (demo) {
      System.out.println("Everything on its pages is simulated.");
    }
    System.out.printf(
        "Data: %s%n",
        configuration
            .value(Setting.DATABASE_URL)
            .map(_ -> "an external PostgreSQL; files in " + home)
            .orElse(home.toString()));
    notices.forEach(System.out::println);
    System.out.println("Stop with Ctrl-C.");
  }

  int port() {
    var text = configuration.value(Setting.PORT).map(Configuration.Value::text).orElse("3000");
    try {
      var port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      throw new Refusal("PORT=%s is not a number from 0 to 65535.".formatted(text), notANumber);
    }
    throw new Refusal("PORT=%s is not a number from 0 to 65535.".formatted(text));
  }

  /// Says that the port is taken before anything is started; the web server would say it last.
  static void requireFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
    } catch (IOException taken) {
      throw new Refusal(
          "Port %d cannot be opened (%s). Another program may have it: end that, or set PORT to another number."
              .formatted(port, taken.getMessage()),
          taken);
    }
  }
}
