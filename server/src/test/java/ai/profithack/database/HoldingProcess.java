package ai.profithack.database;

import java.nio.file.Path;

/// Starts the embedded PostgreSQL of a folder, prints its URL and waits.
final class HoldingProcess {
  private HoldingProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    var postgres = EmbeddedPostgres.startOrJoin(Path.of(arguments[0]));
    System.out.println(url(postgres));
    Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
    Thread.sleep(Long.MAX_VALUE);
  }

  static String url(EmbeddedPostgres postgres) {
    return postgres.jdbcUrl("postgres")
        + "?user="
        + postgres.user()
        + "&password="
        + postgres.password();
  }
}
