package ai.profithack.events;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Takes the bodies of requests: reads them as events and gives those to the log.
@Component
public class Intake {
  private final EventLog log;
  private final int batchLimit;

  Intake(EventLog log, @Value("${profithack.events.batch-limit:100000}") int batchLimit) {
    this.log = log;
    this.batchLimit = batchLimit;
  }

  /// How the events of a body are told apart.
  public enum Format {
    ARRAY,
    LINES
  }

  /// What became of a body.
  public sealed interface Outcome {
    /// It was read; what became of its events.
    record Taken(Receipt receipt) implements Outcome {}

    /// It is not a batch at all; nothing of it was taken.
    record NotABatch(String reason) implements Outcome {}

    /// It holds more events than one request may; nothing of it was taken.
    record TooMany(int events, int limit) implements Outcome {}
  }

  /// Reads the body and accepts its events. See [EventLog#accept].
  public Outcome take(byte[] body, Format format) {
    List<EventJson.Reading> readings =
        switch (format) {
          case ARRAY -> BatchReader.array(body);
          case LINES -> BatchReader.lines(body);
        };
    if (readings == null) {
      return new Outcome.NotABatch(
          "The body must be a JSON array of events, or one event a line with Content-Type application/x-ndjson.");
    }
    return readings.size() > batchLimit
        ? new Outcome.TooMany(readings.size(), batchLimit)
        : new Outcome.Taken(log.acceptReadings(readings, "api"));
  }
}
