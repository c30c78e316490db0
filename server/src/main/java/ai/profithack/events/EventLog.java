package ai.profithack.events;

import java.util.List;
import org.springframework.stereotype.Component;

/// The log of everything that was accepted.
@Component
public class EventLog {
  /// Accepts a batch: what is new and well-formed is appended, durably and once, however often and
  /// by whomever it is sent.
  ///
  /// `source` says where the batch came from (`api`, `import:<file>`, `platform`, `demo`) and is
  /// kept with refusals.
  public Receipt accept(List<Event> batch, String source) {
    throw new UnsupportedOperationException();
  }
}
