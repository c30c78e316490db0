package ai.profithack.events;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// What identifies people is kept as hashes only, apart from the log, and for its time.
@ServerTest
class GiftContextTests {
  private static final List<String> SECRETS =
      List.of("dev-SECRET-1", "card-SECRET-2", "203.0.113.77");

  @Autowired private ApplicationContext server;
  @Autowired private GiftContexts contexts;
  @Autowired private RefusedEvents events;
  @Autowired private DSLContext db;
  @LocalServerPort private int port;

  @Test
  void hashesAreKeptAndNothingElse() {
    var answer =
        send(
            """
            [{"id": "ctx-1", "type": "gift", "time": "2026-02-01T10:00:00Z", "userId": 81, "creatorId": 82, "amount": "1.00",
              "currency": "USD", "deviceId": "dev-SECRET-1", "paymentMethodId": "card-SECRET-2",
              "paymentMethodAddedAt": "2026-01-01T00:00:00Z", "ipAddress": "203.0.113.77"},
             {"id": "ctx-2", "type": "gift", "time": "2026-02-01T10:00:00Z", "userId": 83, "creatorId": 82, "amount": "1.00",
              "currency": "USD", "deviceId": "dev-SECRET-1", "ipAddress": "::ffff:203.0.113.77"}]
            """);
    assertThat(answer).contains("\"accepted\":2");
    var one = context("ctx-1");
    var other = context("ctx-2");
    assertThat(one.get("device_hash", UUID.class)).isNotNull().isEqualTo(other.get("device_hash"));
    assertThat(one.get("address_hash", UUID.class))
        .isNotNull()
        .isEqualTo(other.get("address_hash"));
    assertThat(one.get("method_added_at", Instant.class))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(other.get("method_hash")).isNull();
    assertNowhereInTheDatabase();
  }

  @Test
  void anAccountsDevicesAreKeptToTheDayAndForgottenWhenTheyAreLongUnused() {
    var body =
        """
        [{"id": "use-1", "type": "session", "time": "2026-02-03T23:00:00Z", "userId": 84, "durationSeconds": 5, "deviceId": "dev-SECRET-1"},
         {"id": "use-2", "type": "session", "time": "2026-02-01T10:00:00Z", "userId": 84, "durationSeconds": 5, "deviceId": "dev-SECRET-1"},
         {"id": "use-3", "type": "user_registered", "time": "2026-01-05T10:00:00Z", "userId": 84, "deviceId": "another"},
         {"id": "use-4", "type": "video_published", "time": "2026-02-04T10:00:00Z", "videoId": 8401, "creatorId": 84, "userId": 85,
          "deviceId": "dev-SECRET-1"},
         {"id": "use-5", "type": "session", "time": "2026-02-03T23:00:00Z", "userId": 85, "durationSeconds": 5}]
        """;
    assertThat(send(body)).contains("\"accepted\":5");
    assertThat(send(body)).contains("\"accepted\":0");
    var devices =
        "select user_id || ' ' || first_day || ' ' || last_day from events.account_device where user_id in (84, 85) order by first_day";
    assertThat(db.fetch(devices).getValues(0, String.class))
        .containsExactly("84 2026-01-05 2026-01-05", "84 2026-02-01 2026-02-04");
    assertNowhereInTheDatabase();

    contexts.forget(Instant.parse("2026-02-05T00:00:00Z").plus(Duration.ofDays(179)));
    assertThat(db.fetch(devices).getValues(0, String.class))
        .containsExactly("84 2026-02-01 2026-02-04");
    contexts.forget(Instant.parse("2026-02-05T00:00:00Z").plus(Duration.ofDays(180)));
    assertThat(db.fetch(devices)).isEmpty();
  }

  @Test
  void whatTellsMoreThanItsDeviceIsAGift() {
    var answer =
        send(
            """
            [{"id": "use-6", "type": "session", "time": "2026-02-03T23:00:00Z", "userId": 84, "durationSeconds": 5,
              "deviceId": "dev-SECRET-1", "ipAddress": "203.0.113.77"},
             {"id": "use-7", "type": "like", "time": "2026-02-03T23:00:00Z", "videoId": 1, "deviceId": "dev-SECRET-1"}]
            """);
    assertThat(answer)
        .contains("\"accepted\":0")
        .contains("paymentMethodId, paymentMethodAddedAt and ipAddress")
        .contains("deviceId, paymentMethodId, paymentMethodAddedAt and ipAddress");
    assertNowhereInTheDatabase();
  }

  @Test
  void whatIsRefusedIsKeptWithoutThem() {
    send(
        """
        [{"id": "ctx-3", "type": "like", "time": "2026-02-01T10:00:00Z", "videoId": 1, "deviceId": "dev-SECRET-1"},
         {"id": "ctx-4", "type": "gift", "time": "yesterday", "paymentMethodId": "card-SECRET-2", "ipAddress" : "203.0.113.77"},
         {"id": "ctx-5", "type": "gift", "time": "2026-02-01T10:00:00Z", "userId": 81, "creatorId": 82, "amount": "1.00",
          "currency": "USD", "ipAddress": "203.0.113.77:443"},
         {"id": "ctx-6", "type": "gift", "deviceId": "dev-SECRET-1]]
        """);
    send(
        """
        [{"id": "ctx-7", "type": "gift", "time": "2026-02-01T10:00:00Z", "creatorId": 82, "amount": "1.00",
          "currency": "USD", "ipAddress": "203.0.113.77:443"},
         {"id": "ctx-8", "type": "gift", "time": "now", "deviceId": "dev-SECRET-1", "extra": 1}]
        """);
    assertThat(
            db.fetchSingle("select reason_code from events.refused_event where event_id = 'ctx-7'")
                .get(0))
        .isEqualTo("bad_address");
    assertNowhereInTheDatabase();
  }

  @Test
  void whatWasRefusedAndIsSentAgainComesFromWhereItCame() {
    send(
        """
        [{"id": "ctx-10", "type": "gift", "time": "2026-02-01T10:00:00Z", "userId": 81, "creatorId": 82, "amount": "1.00",
          "currency": "SEK", "deviceId": "dev-SECRET-1", "paymentMethodId": "card-SECRET-2",
          "paymentMethodAddedAt": "2026-01-01T00:00:00Z", "ipAddress": "203.0.113.77"},
         {"id": "ctx-11", "type": "gift", "time": "2026-02-01T10:00:00Z", "userId": 81, "creatorId": 82, "amount": "1.00",
          "currency": "USD", "deviceId": "dev-SECRET-1", "paymentMethodId": "card-SECRET-2", "ipAddress": "203.0.113.77"}]
        """);
    var refused =
        db.fetchSingle("select refusal_id from events.refused_event where event_id = 'ctx-10'")
            .get(0, Long.class);
    assertThat(events.find(refused).orElseThrow().code()).isEqualTo("no_exchange_rate");
    db.execute(
        "insert into platform.exchange_rate (day, currency, rate) values ('2026-02-01', 'SEK', 0.1)");

    assertThat(events.replay(refused)).isInstanceOf(RefusedEvents.Replay.Accepted.class);
    var again = context("ctx-10");
    var other = context("ctx-11");
    assertThat(again.get("device_hash", UUID.class))
        .isNotNull()
        .isEqualTo(other.get("device_hash"));
    assertThat(again.get("method_hash")).isEqualTo(other.get("method_hash"));
    assertThat(again.get("address_hash")).isEqualTo(other.get("address_hash"));
    assertThat(again.get("method_added_at", Instant.class))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertNowhereInTheDatabase();
  }

  @Test
  void whatWasNotKeptIsNoDeviceOfThatName() {
    send(
        """
        [{"id": "ctx-12", "type": "gift", "time": "2026-02-01T10:00:00Z", "userId": 81, "creatorId": 82, "amount": "1.00",
          "currency": "USD", "deviceId": "(not kept)", "ipAddress": "(not kept)"}]
        """);
    assertThat(
            db.fetchSingle(
                    "select count(*) from events.gift_context where event_key = ?",
                    MoneyEvent.keyOf("ctx-12"))
                .get(0, Long.class))
        .isZero();
  }

  @Test
  void whatIsKeptOfRefusedOnesIsForgottenToo() {
    send(
        """
        [{"id": "ctx-13", "type": "gift", "time": "2026-02-01T10:00:00Z", "userId": 81, "creatorId": 82, "amount": "1.00",
          "currency": "DKK", "deviceId": "dev-SECRET-1"}]
        """);
    var row =
        "select device_hash, last_refused_at from events.refused_event where event_id = 'ctx-13'";
    var at = db.fetchSingle(row).get(1, Instant.class);
    assertThat(db.fetchSingle(row).get(0)).isNotNull();
    contexts.forget(at.plus(Duration.ofDays(180)).plusMillis(1));
    assertThat(db.fetchSingle(row).get(0)).isNull();
  }

  @Test
  void theyAreForgottenAfterTheirTime() {
    send(
        """
        [{"id": "ctx-9", "type": "gift", "time": "2026-02-01T10:00:00Z", "userId": 81, "creatorId": 82, "amount": "1.00",
          "currency": "USD", "deviceId": "d"}]
        """);
    var accepted = context("ctx-9").get("accepted_at", Instant.class);
    contexts.forget(accepted.plus(Duration.ofDays(180)));
    assertThat(context("ctx-9")).isNotNull();
    contexts.forget(accepted.plus(Duration.ofDays(180)).plusMillis(1));
    assertThat(
            db.fetchSingle(
                    "select count(*) from events.gift_context where event_key = ?",
                    MoneyEvent.keyOf("ctx-9"))
                .get(0, Long.class))
        .isZero();
  }

  @Test
  void theKeyIsMadeOnceAndForItsOwnerOnly(@TempDir Path home) throws Exception {
    var context = new GiftContext("d", null, null, "2001:db8::1");
    var first = new ContextHasher("", home).device(context);
    assertThat(new ContextHasher("", home).device(context)).isEqualTo(first);
    assertThat(new ContextHasher("another key", home).device(context)).isNotEqualTo(first);
    var file = home.resolve("context.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(home.toFile().list()).containsExactly("context.key");
    assertThat(context).hasToString("GiftContext[not shown]");
    // The same text as a device and as a payment method is not the same thing.
    assertThat(new ContextHasher("", home).method(new GiftContext(null, "d", null, null)))
        .isNotEqualTo(first);
  }

  private org.jooq.Record context(String id) {
    return db.fetchSingle(
        "select * from events.gift_context where event_key = ?", MoneyEvent.keyOf(id));
  }

  private String send(String body) {
    return new Client(port)
        .send(
            "POST",
            "/api/events",
            body,
            "Authorization",
            Accounts.key(server, Role.SERVICE, null),
            "Content-Type",
            "application/json")
        .body();
  }

  /// Looks through every text and JSON column of every table.
  private void assertNowhereInTheDatabase() {
    for (var column :
        db.fetch(
            """
            select table_schema, table_name, column_name from information_schema.columns
            where data_type in ('text', 'character varying', 'jsonb', 'json')
              and table_schema not in ('pg_catalog', 'information_schema')
            """)) {
      for (var secret : SECRETS) {
        assertThat(
                db.fetchSingle(
                        "select exists (select 1 from %s.%s where %s::text like '%%%s%%')"
                            .formatted(column.get(0), column.get(1), quoted(column.get(2)), secret))
                    .get(0, Boolean.class))
            .as("%s in %s", secret, column)
            .isFalse();
      }
    }
  }

  private static String quoted(Object name) {
    return "\"" + name + "\"";
  }
}
