package ai.profithack.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.testing.TestPostgres;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// `db push` on whatever a database can hold.
class PushTests {
  private final DriverManagerDataSource database =
      new DriverManagerDataSource(TestPostgres.emptyDatabase());
  private final JdbcClient db = JdbcClient.create(database);
  private final Push push = new Push(database);

  @Test
  void makesEverythingInAnEmptyDatabaseAndShowsIt() {
    var verification = push.report().verification();

    assertThat(verification.amiss()).isEmpty();
    assertThat(verification.count(Verification.Kind.TABLE)).isEqualTo(22);
    assertThat(verification.count(Verification.Kind.INDEX)).isEqualTo(34);
    assertThat(verification.count(Verification.Kind.FOREIGN_KEY)).isEqualTo(20);
    assertThat(
            db.sql("select table_name from platform.owned_table order by 1")
                .query(String.class)
                .list())
        .containsExactly("users", "videos", "virtual_gifts");
  }

  @Test
  void doesNothingTheSecondTime() {
    push.run();

    assertThat(push.report().done()).isEmpty();
    assertThat(push.dryRun().done()).isEmpty();
  }

  @Test
  void runsAMigrationThatCameLaterWithALowerNumber() {
    push.run();
    db.sql("drop schema demo cascade").update();
    db.sql("delete from profithack_schema_history where script like 'demo/%'").update();

    assertThat(push.report().done()).singleElement().asString().startsWith("Migrate V008 demo");

    assertThat(db.sql("select count(*) from demo.simulation").query(Long.class).single()).isZero();
    assertThat(push.report().done()).isEmpty();
  }

  @Test
  void adoptsAnEarlierInstallationWithoutLosingARowOrAValue() {
    EarlierInstallation.create(db);
    EarlierInstallation.fill(db);
    var before = new HashMap<String, List<String>>();
    var contract = Contract.read();
    contract
        .tables()
        .values()
        .forEach(table -> before.put(table.name(), EarlierInstallation.rows(db, table)));

    var report = push.report();

    assertThat(report.verification().amiss()).isEmpty();
    assertThat(report.broken()).isEmpty();
    contract
        .tables()
        .values()
        .forEach(table ->
            assertThat(EarlierInstallation.rows(db, table))
                .as(table.name())
                .hasSize(3)
                .isEqualTo(before.get(table.name())));
    assertThat(db.sql("select table_name from platform.owned_table").query(String.class).list())
        .isEmpty();
    assertThat(push.report().done()).isEmpty();
  }

  @Test
  void keepsTheNewestOfSeveralRowsOfADayAsThatDaysRow() {
    EarlierInstallation.create(db);
    EarlierInstallation.fill(db);

    push.run();

    for (var table :
        List.of(
            "daily_analytics",
            "creator_metrics",
            "gift_analytics",
            "user_engagement",
            "revenue_breakdown",
            "retention_cohorts",
            "safety_reports",
            "revenue_forecasts")) {
      assertThat(db.sql("select id from " + table + " where superseded").query(Long.class).list())
          .as(table)
          .hasSize(1)
          .containsExactly(1L);
    }
  }

  @Test
  void letsAnAdoptedTableGrowBeyondItsOldNumbers() {
    EarlierInstallation.create(db);
    EarlierInstallation.fill(db);
    db.sql("select setval('daily_analytics_id_seq', 2147483647)").query(Long.class).single();

    push.run();

    db.sql(
            "insert into daily_analytics (date, total_users, active_users, new_users, total_gifts_sent, total_revenue, creator_earnings, platform_earnings, average_gift_value, engagement_rate) values ('2024-05-01', 3000000000, 0, 0, 0, 99999999999999.99, 0, 0, 0, 0)")
        .update();
    assertThat(db.sql("select max(id) from daily_analytics").query(Long.class).single())
        .isEqualTo(2_147_483_648L);
  }

  @Test
  void saysInADryRunWhatItWouldDoAndDoesNothing() {
    EarlierInstallation.create(db);
    EarlierInstallation.fill(db);
    db.sql("drop index moderation_queue_status_idx").update();
    var before = fingerprint();

    var report = push.dryRun();

    assertThat(report.done())
        .anyMatch(line ->
            line.startsWith(
                "Adopt creator_metrics: id integer → bigint, creator_id integer → bigint"))
        .anyMatch(line -> line.startsWith("Migrate V001 platform: The platform's own tables"))
        .contains("Create the index moderation_queue_status_idx.");
    assertThat(fingerprint()).isEqualTo(before);
  }

  @Test
  void createsTheIndexesAndForeignKeysThatAnAdoptedDatabaseLacks() {
    EarlierInstallation.create(db);
    EarlierInstallation.fill(db);
    db.sql("drop index creator_payouts_status_idx").update();
    db.sql("alter table content_flags drop constraint content_flags_video_id_fkey").update();

    var report = push.report();

    assertThat(report.done())
        .anyMatch(line -> line.contains("foreign key content_flags_video_id_fkey"));
    assertThat(report.verification().amiss()).isEmpty();
  }

  @Test
  void reportsRowsThatBreakAForeignKeyAndHoldsItForNewOnes() {
    EarlierInstallation.create(db);
    EarlierInstallation.fill(db);
    db.sql("alter table creator_payouts drop constraint creator_payouts_creator_id_fkey").update();
    db.sql("update creator_payouts set creator_id = 77 where id <= 2").update();

    var report = push.report();

    assertThat(report.broken())
        .singleElement()
        .asString()
        .startsWith("2 rows of creator_payouts have a creator_id that users does not have");
    assertThat(report.verification().amiss())
        .singleElement()
        .extracting(Verification.Finding::state)
        .isEqualTo(Verification.State.NOT_VALID);
    assertThatThrownBy(() ->
            db.sql(
                    "insert into creator_payouts (creator_id, amount, payout_method, status) values (78, 1, 'x', 'y')")
                .update())
        .hasMessageContaining("creator_payouts_creator_id_fkey");

    db.sql("update creator_payouts set creator_id = 1").update();
    assertThat(push.report().verification().amiss()).isEmpty();
  }

  @Test
  void attachesToAPlatformThatHasMoreColumnsOtherConstraintNamesAndInstants() {
    db.sql(
            "create table users (handle text, id bigint generated always as identity, is_creator boolean, created_at timestamptz, constraint the_key primary key (id))")
        .update();
    db.sql(
            "create table videos (id integer primary key, creator_id integer references users, views bigint, likes integer, comments integer, created_at timestamp, url text)")
        .update();
    db.sql(
            "create table virtual_gifts (id bigint primary key, sender_id bigint, recipient_id bigint references users, amount integer, created_at timestamptz)")
        .update();
    db.sql("insert into users (is_creator) values (true)").update();

    var report = push.report();

    assertThat(report.verification().amiss()).isEmpty();
    assertThat(report.remarks())
        .contains("users is the platform's: it is read, and never altered.")
        .contains(
            "virtual_gifts.amount is integer: it is read as whole units of the reporting currency.");
    assertThat(db.sql("select count(*) from users").query(Long.class).single()).isEqualTo(1);
  }

  @Test
  void attachesWhereOnlyUsersExist() {
    db.sql("create table users (id integer primary key, is_creator boolean, created_at timestamp)")
        .update();

    assertThat(push.report().verification().amiss()).isEmpty();
    assertThat(
            db.sql("select table_name from platform.owned_table order by 1")
                .query(String.class)
                .list())
        .containsExactly("videos", "virtual_gifts");
  }

  @Test
  void refusesAPlatformThatLacksWhatIsNeededNamesEverythingAndChangesNothing() {
    db.sql("create table users (id uuid primary key, created_at date)").update();
    db.sql(
            "create table videos (id integer, creator_id integer, views integer, likes integer, created_at timestamp)")
        .update();
    db.sql("create view virtual_gifts as select 1 as id").update();
    var before = fingerprint();

    assertThatThrownBy(push::run)
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("nothing was changed")
        .hasMessageContaining("users.id is uuid: it must be integer or bigint")
        .hasMessageContaining("users has no column is_creator: add it as boolean")
        .hasMessageContaining("users.created_at is date")
        .hasMessageContaining("videos has no column comments")
        .hasMessageContaining("videos.id is no key: alter table videos add primary key (id)")
        .hasMessageContaining("virtual_gifts is not a table");
    assertThat(fingerprint()).isEqualTo(before);
  }

  @Test
  void refusesFloatingPointAsMoney() {
    db.sql("create table users (id integer primary key, is_creator boolean, created_at timestamp)")
        .update();
    db.sql(
            "create table virtual_gifts (id integer primary key, sender_id integer, recipient_id integer, amount double precision, created_at timestamp)")
        .update();

    assertThatThrownBy(push::run)
        .hasMessageContaining(
            "virtual_gifts.amount is double precision: it must be numeric or integer");
  }

  @Test
  void refusesAViewThatHoldsAColumnInPlaceBeforeAnythingIsChanged() {
    EarlierInstallation.create(db);
    db.sql("create view report as select total_revenue from daily_analytics").update();
    var before = fingerprint();

    assertThatThrownBy(push::run)
        .hasMessageContaining(
            "daily_analytics.total_revenue must become numeric(20,2), which report holds in place");
    assertThat(fingerprint()).isEqualTo(before);
  }

  @Test
  void addsAColumnThatRowsCanHaveAndRefusesOneThatTheyCannot() {
    EarlierInstallation.create(db);
    EarlierInstallation.fill(db);
    db.sql("alter table creator_metrics drop column video_shares").update();
    db.sql("alter table creator_payouts drop column payout_method").update();

    assertThatThrownBy(push::run)
        .hasMessageContaining(
            "creator_payouts has rows and no column payout_method: add it as varchar(50) not null")
        .hasMessageNotContaining("video_shares");

    db.sql(
            "alter table creator_payouts add column payout_method varchar(50) not null default 'bank'")
        .update();
    assertThat(push.report().verification().amiss()).isEmpty();
  }

  @Test
  void leavesAPlatformsOwnFlywayHistoryAlone() {
    db.sql("create table flyway_schema_history (installed_rank int primary key, version text)")
        .update();
    db.sql("insert into flyway_schema_history values (1, '006')").update();

    assertThat(push.report().verification().amiss()).isEmpty();
    assertThat(db.sql("select count(*) from flyway_schema_history").query(Long.class).single())
        .isEqualTo(1);
  }

  @Test
  void canBeRaced() throws Exception {
    EarlierInstallation.create(db);
    EarlierInstallation.fill(db);
    try (var pool = Executors.newFixedThreadPool(4)) {
      Callable<Verification> one = () -> new Push(database).report().verification();
      for (var verification : pool.invokeAll(List.of(one, one, one, one))) {
        assertThat(verification.get().amiss()).isEmpty();
      }
    }
    assertThat(
            db.sql("select count(*) from profithack_schema_history where not success")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void findsWhatIsMissingOrNarrower() {
    push.run();
    db.sql("alter table creator_tiers alter column tier type varchar(10)").update();
    db.sql("alter table safety_reports alter column actions_taken drop not null").update();
    db.sql("drop table trend_predictions").update();

    var verification =
        Verification.of(
            Contract.read(),
            Catalogue.read(org.jooq.impl.DSL.using(database, org.jooq.SQLDialect.POSTGRES)));

    assertThat(verification.amiss())
        .extracting(Verification.Finding::name)
        .contains(
            "creator_tiers.tier",
            "safety_reports.actions_taken",
            "trend_predictions",
            "trend_predictions_trend_idx");
  }

  /// Every table with its columns and its number of rows, and every index and constraint.
  private List<String> fingerprint() {
    return db.sql(
            """
            select format('%s.%s %s %s', c.table_schema, c.table_name, c.column_name, c.data_type)
            from information_schema.columns c where c.table_schema not in ('pg_catalog', 'information_schema')
            union all
            select indexdef from pg_indexes where schemaname not in ('pg_catalog', 'information_schema')
            union all
            select conname || ' ' || convalidated from pg_constraint
            order by 1
            """)
        .query(String.class)
        .list();
  }
}
