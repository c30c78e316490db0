package ai.profithack.console;

import ai.profithack.kernel.LostDatabase;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/// Keeps off the console what fails because the database is lost: whatever asks it fails at once,
/// and that it is lost is said once by who watches it. All of it is in the log file.
public final class LostDatabaseFilter extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    return event.getThrowableProxy() instanceof ThrowableProxy proxy
            && LostDatabase.isBehind(proxy.getThrowable())
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
