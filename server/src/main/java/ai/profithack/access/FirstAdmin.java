package ai.profithack.access;

import ai.profithack.kernel.StartNotice;
import java.util.List;
import org.springframework.stereotype.Component;

/// Creates the first admin at the first start. The one-time password is told once, to whoever
/// started the server, and never to a log.
@Component
class FirstAdmin implements StartNotice {
  private final People people;

  FirstAdmin(People people) {
    this.people = people;
  }

  @Override
  public List<String> lines() {
    return people.createFirstAdmin().map(FirstAdmin::lines).orElse(List.of());
  }

  static List<String> lines(People.Outcome.OneTimePassword created) {
    return List.of(
        "Log in as:      " + created.login(),
        "with password:  " + created.password(),
        "It opens one thing: choosing your own. It is not shown again; when lost:"
            + " ./profithack admin reset-password --login "
            + created.login());
  }
}
