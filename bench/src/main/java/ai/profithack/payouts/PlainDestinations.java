package ai.profithack.payouts;

/// Destinations that a benchmark wrote into the database itself, readable as they are.
public final class PlainDestinations {
  private PlainDestinations() {}

  /// A server that runs in this process.
  public interface Server {
    /// A part of it.
    <T> T part(Class<T> type);
  }

  /// Seals them as the server does at its start; returns how many that were.
  public static int seal(Server server) {
    return server.part(DestinationSealing.class).sealAll();
  }
}
