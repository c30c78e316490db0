package ai.profithack.events;

import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.ExchangeRates;
import java.time.Clock;
import org.springframework.beans.factory.ListableBeanFactory;

/// The log of a server whose reporting currency is another one: the same rows and the same code.
public final class LogIn {
  private LogIn() {}

  public static EventLog of(ReportingFrame frame, ListableBeanFactory server) {
    return new EventLog(
        server.getBean(GroupCommit.class),
        server.getBean(ExchangeRates.class),
        frame,
        server.getBean(Clock.class));
  }
}
