package ai.profithack.payouts;

import ai.profithack.ProfitHack;
import java.net.http.HttpClient;
import java.time.LocalDate;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// A server that runs one Friday and what follows from it as soon as its rival is ready too. Not by
/// the runner of jobs, which would let only one of them: by the run itself, which has to stand it.
final class TrialServer {
  private TrialServer() {}

  /// Arguments: the database, the provider, the Friday.
  public static void main(String[] arguments) {
    var server = start(arguments[0], arguments[1]);
    var _ = TrialRail.send(HttpClient.newHttpClient(), arguments[1] + "/ready", "");
    System.out.println(server.getBean(PayoutsJob.class).run(LocalDate.parse(arguments[2])));
    System.out.println(server.getBean(PayoutFollowUpJob.class).run(null));
    System.exit(0);
  }

  static ConfigurableApplicationContext start(String databaseUrl, String provider) {
    return new SpringApplication(ProfitHack.class)
        .run(
            "--DATABASE_URL=" + databaseUrl,
            "--trial.url=" + provider,
            "--spring.main.lazy-initialization=true",
            "--spring.main.web-application-type=none",
            "--db-scheduler.enabled=false",
            "--logging.level.root=warn");
  }
}
