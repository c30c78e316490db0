package ai.profithack.access;

import ai.profithack.kernel.StartNotice;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Creates the first admin at the first start. The one-time password is told once, to whoever
/// started the server, and never to a log.
@Component
class FirstAdmin implements StartNotice {
  private final People people;
  private final String wayBack;

  FirstAdmin(
      People people,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home,
      @Value("${profithack.demo:false}") boolean demo) {
    this.people = people;
    this.wayBack =
        (demo ? "PROFITHACK_HOME='%s' ".formatted(home) : "") + "./profithack admin reset-password";
  }

  @Override
  public List<String> lines() {
    return people.createFirstAdmin().map(this::lines).orElse(List.of());
  }

  private List<String> lines(People.Outcome.OneTimePassword created) {
    return List.of(
        "Log in as:      " + created.login(),
        "with password:  " + created.password(),
        "It opens one thing: choosing your own. It is not shown again; when lost: "
            + wayBack
            + " --login "
            + created.login());
  }
}
