package ai.profithack.console;

import ai.profithack.classifiers.ClassifierKind;
import ai.profithack.classifiers.Classifiers;
import ai.profithack.database.DatabaseUnavailable;
import ai.profithack.database.OpenDatabase;
import ai.profithack.database.Push;
import ai.profithack.media.Decoder;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.StoreCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `doctor`: what is configured, what is missing, and what to do about it.
///
/// Exit code 1 if something must be mended before ProfitHack can work.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Say what is configured, what is missing, and what to do.")
final class DoctorCommand implements Callable<Integer> {
  private static final long ENOUGH_MEMORY_MIB = 2_048;
  private static final long ENOUGH_DISK_MIB = 5_120;
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

  private final Application application;
  private final List<Finding> findings = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  DoctorCommand(Application application) {
    this.application = application;
  }

  private enum State {
    OK("ok"),
    NOTE("note"),
    WRONG("WRONG");

    private final String words;

    State(String words) {
      this.words = words;
    }
  }

  private record Finding(State state, String subject, String text) {}

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    settings(out);
    machine();
    dataFolder();
    port();
    database();
    stripe();
    payPal();
    claude();
    classifiers();
    videos();
    mediaStore();
    out.println();
    for (var finding : findings) {
      out.printf(
          Locale.ROOT, "%-6s %-12s %s%n", finding.state().words, finding.subject(), finding.text());
    }
    out.flush();
    return findings.stream().anyMatch(finding -> finding.state() == State.WRONG) ? 1 : 0;
  }

  private void settings(PrintWriter out) {
    for (var setting : Setting.values()) {
      var value = application.configuration().value(setting);
      out.printf(
          Locale.ROOT,
          "%-27s %s%n%28s%s%n",
          setting.name(),
          value
              .map(found ->
                  (setting.secret() ? "set, not shown" : found.text())
                      + " (from "
                      + found.source()
                      + ")")
              .orElse(setting.defaultValue().isEmpty() ? "not set" : setting.defaultValue()),
          "",
          setting.description());
    }
  }

  private void machine() {
    ok("java", Runtime.version() + " in " + System.getProperty("java.home"));
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var memory = system.getTotalMemorySize() >> 20;
    var text =
        "%d MiB in all, %d MiB free; the server takes up to %d MiB of heap"
            .formatted(
                memory, system.getFreeMemorySize() >> 20, Runtime.getRuntime().maxMemory() >> 20);
    add(
        memory < ENOUGH_MEMORY_MIB ? State.NOTE : State.OK,
        "memory",
        memory < ENOUGH_MEMORY_MIB ? text + ": less than 2 GiB is tight" : text);
  }

  private void dataFolder() {
    var home = application.configuration().home();
    try {
      Console.usable(home);
      var free = Files.getFileStore(home).getUsableSpace() >> 20;
      add(
          free < ENOUGH_DISK_MIB ? State.NOTE : State.OK,
          "data",
          "%s, %d MiB free%s"
              .formatted(
                  home,
                  free,
                  free < ENOUGH_DISK_MIB ? ": less than 5 GiB will not last long" : ""));
    } catch (DatabaseUnavailable unusable) {
      wrong("data", Sentence.of(unusable));
    } catch (IOException failure) {
      wrong("data", home + ": " + failure.getMessage());
    }
  }

  private void port() {
    try {
      Application.requireFree(application.port());
      ok("port", application.port() + " is free");
    } catch (Refusal refusal) {
      add(State.NOTE, "port", Sentence.of(refusal) + " (Or the server is running already.)");
    }
  }

  private void database() {
    try (var database = OpenDatabase.of(application.environment())) {
      ok("database", database.description());
      var health = new Push(database.dataSource()).health();
      ok("version", "PostgreSQL " + health.version());
      for (var risky : health.riskySettings()) {
        add(State.NOTE, "durability", risky);
      }
      clock(health.now());
      add(
          health.pending() == 0 ? State.OK : State.NOTE,
          "schema",
          health.pending() == 0
              ? "up to date"
              : health.pending() + " changes are pending: profithack db push, or start the server");
      health.frame().ifPresentOrElse(this::frame, () -> frameAsConfigured());
    } catch (RuntimeException failure) {
      wrong("database", Sentence.of(failure));
    }
  }

  private void clock(Instant database) {
    var apart = Duration.between(database, Clock.systemUTC().instant()).abs();
    add(
        apart.compareTo(CLOCK_TOLERANCE) > 0 ? State.WRONG : State.OK,
        "clock",
        apart.compareTo(CLOCK_TOLERANCE) > 0
            ? "%d s apart from the database's: set both by NTP".formatted(apart.toSeconds())
            : "agrees with the database's");
  }

  private void frame(Push.Frame pinned) {
    var zone = configured(Setting.PROFITHACK_ZONE);
    var currency = configured(Setting.PROFITHACK_CURRENCY);
    if (pinned.zone().equals(zone) && pinned.currency().equals(currency)) {
      ok("frame", "days of " + zone + ", money in " + currency);
    } else {
      wrong(
          "frame",
          "the figures are in %s and %s, the settings say %s and %s: set PROFITHACK_ZONE and PROFITHACK_CURRENCY back"
              .formatted(pinned.zone(), pinned.currency(), zone, currency));
    }
  }

  private void frameAsConfigured() {
    var zone = configured(Setting.PROFITHACK_ZONE);
    if (ZoneId.getAvailableZoneIds().contains(zone)) {
      ok(
          "frame",
          "days of %s, money in %s; pinned at the first start"
              .formatted(zone, configured(Setting.PROFITHACK_CURRENCY)));
    } else {
      wrong("frame", "PROFITHACK_ZONE=" + zone + " is not a time zone such as Europe/Berlin");
    }
  }

  private void payPal() {
    var configuration = application.configuration();
    if (configuration.value(Setting.PAYPAL_CLIENT_ID).isEmpty()
        || configuration.value(Setting.PAYPAL_CLIENT_SECRET).isEmpty()) {
      add(
          State.NOTE,
          "paypal",
          "PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET are not set: nobody is paid over PayPal");
      return;
    }
    switch (configured(Setting.PAYPAL_ENVIRONMENT)) {
      case "live" -> ok("paypal", "live");
      case "sandbox" ->
          add(State.NOTE, "paypal", "the sandbox: no money moves until PAYPAL_ENVIRONMENT is live");
      default -> wrong("paypal", "PAYPAL_ENVIRONMENT is sandbox or live");
    }
    if (configuration.value(Setting.PAYPAL_WEBHOOK_ID).isEmpty()) {
      add(
          State.NOTE,
          "paypal",
          "PAYPAL_WEBHOOK_ID is not set: what becomes of payouts is known when they are looked at");
    }
  }

  private void stripe() {
    var key = application.configuration().value(Setting.STRIPE_SECRET_KEY).isPresent();
    var secret = application.configuration().value(Setting.STRIPE_WEBHOOK_SECRET).isPresent();
    if (key && secret) {
      ok("stripe", "a key and a signing secret are set");
    } else {
      add(
          State.NOTE,
          "stripe",
          key
              ? "STRIPE_WEBHOOK_SECRET is not set: its notices are refused, payouts over Stripe are only asked about now and then"
              : "STRIPE_SECRET_KEY is not set: payouts over Stripe are not offered, other ways are");
    }
  }

  private void claude() {
    if (application.configuration().value(Setting.ANTHROPIC_API_KEY).isPresent()) {
      ok("claude", "a key is set");
    } else {
      add(
          State.NOTE,
          "claude",
          "ANTHROPIC_API_KEY is not set: whatever asks Claude is off, everything else works");
    }
  }

  private void classifiers() {
    try (var classifiers = new Classifiers()) {
      var absent = classifiers.absent();
      for (var kind : ClassifierKind.values()) {
        var reason = absent.get(kind);
        add(
            reason == null ? State.OK : State.NOTE,
            "classifier",
            reason == null ? kind.title() + " runs here" : kind.title() + " is absent. " + reason);
      }
    }
  }

  private void videos() {
    var decoder = new Decoder(application.configuration().home(), DecodingLimits.DEFAULT);
    try {
      ok("ffmpeg", decoder.description());
    } catch (DecoderUnavailable | IOException unavailable) {
      add(State.NOTE, "ffmpeg", String.valueOf(unavailable.getMessage()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void mediaStore() {
    switch (StoreCheck.of(application.environment())) {
      case StoreCheck.Outcome.InFolder() -> ok("media", "files of videos are in the data folder");
      case StoreCheck.Outcome.Wrong(var sentence) -> wrong("media", sentence);
      case StoreCheck.Outcome.Works(var where, var notes) -> {
        ok("media", "a file was written to, read from and deleted in " + where);
        notes.forEach(note -> add(State.NOTE, "media", note));
      }
    }
  }

  private String configured(Setting setting) {
    return application
        .configuration()
        .value(setting)
        .map(Configuration.Value::text)
        .orElse(setting.defaultValue());
  }

  private void ok(String subject, String text) {
    add(State.OK, subject, text);
  }

  private void wrong(String subject, String text) {
    add(State.WRONG, subject, text);
  }

  private void add(State state, String subject, String text) {
    findings.add(new Finding(state, subject, text));
  }
}
