package ai.profithack.codegen;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.DefaultGeneratorStrategy;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.Definition;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.SchemaMappingType;
import org.jooq.meta.jaxb.Strategy;
import org.jooq.meta.jaxb.Target;

/// Runs the migrations on a throw-away PostgreSQL and generates typed tables into the module that
/// owns them: `ai.profithack.<module>.schema`.
///
/// A module owns the schema of its name, and those tables of `public` that are listed here. A table
/// used outside its module is then a violation that the modularity test reports.
public final class GenerateTables {
  /// A module and the tables of the contract that it owns, as a regular expression.
  private record Owner(String module, String publicTables) {}

  private static final List<Owner> OWNERS =
      List.of(
          new Owner("platform", "users|videos|virtual_gifts"),
          new Owner("events", ""),
          new Owner("imports", ""),
          new Owner(
              "analytics",
              "daily_analytics|creator_metrics|gift_analytics|user_engagement|revenue_breakdown"
                  + "|retention_cohorts|revenue_forecasts"),
          new Owner("jobs", ""),
          new Owner("access", ""),
          new Owner("ledger", ""),
          new Owner(
              "monetization",
              "creator_tiers|creator_profiles|creator_ai_credits|creator_achievements"
                  + "|creator_collaborations"),
          new Owner("payouts", "creator_payouts"),
          new Owner("risk", ""),
          new Owner("media", ""),
          new Owner(
              "moderation",
              "content_flags|deepfake_detection|consent_records|content_watermarks|safety_reports"
                  + "|moderation_queue|blocked_content"),
          new Owner("demo", ""));

  private GenerateTables() {}

  /// `MIGRATIONS OUTPUT`: does nothing when neither the migrations nor this generator changed.
  public static void main(String[] arguments) throws Exception {
    var migrations = Path.of(arguments[0]);
    var output = Path.of(arguments[1]);
    var stamp = output.resolve("migrations.sha256");
    var digest = digest(migrations);
    if (Files.exists(stamp) && Files.readString(stamp).equals(digest)) {
      return;
    }
    try (var postgres =
        EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(90)).start()) {
      Flyway.configure()
          .dataSource(postgres.getPostgresDatabase())
          .locations("filesystem:" + migrations)
          .load()
          .migrate();
      for (var owner : OWNERS) {
        GenerationTool.generate(
            configuration(owner, postgres.getJdbcUrl("postgres", "postgres"), output));
      }
    }
    Files.writeString(stamp, digest);
  }

  private static Configuration configuration(Owner owner, String url, Path output) {
    var includes = owner.module() + "\\..*";
    var schemata = new ArrayList<SchemaMappingType>();
    schemata.add(new SchemaMappingType().withInputSchema(owner.module()));
    if (!owner.publicTables().isEmpty()) {
      includes += "|public\\.(" + owner.publicTables() + ")";
      schemata.add(new SchemaMappingType().withInputSchema("public"));
    }
    return new Configuration()
        .withLogging(Logging.WARN)
        .withJdbc(new Jdbc().withDriver("org.postgresql.Driver").withUrl(url).withUser("postgres"))
        .withGenerator(
            new Generator()
                .withStrategy(new Strategy().withName(FlatPackage.class.getName()))
                .withDatabase(
                    new Database()
                        .withName("org.jooq.meta.postgres.PostgresDatabase")
                        .withSchemata(schemata)
                        .withIncludes(includes)
                        .withIncludeRoutines(false)
                        .withIncludeSequences(false)
                        .withForcedTypes(
                            new ForcedType()
                                .withName("INSTANT")
                                .withIncludeTypes("timestamp with time zone|timestamptz")))
                .withGenerate(
                    new Generate()
                        .withGlobalObjectReferences(false)
                        .withRecords(false)
                        .withRelations(false)
                        .withKeys(false)
                        .withIndexes(false)
                        .withDefaultCatalog(false)
                        .withComments(false)
                        .withJavaTimeTypes(true))
                .withTarget(
                    new Target()
                        .withPackageName("ai.profithack." + owner.module() + ".schema")
                        .withDirectory(output.resolve(owner.module()).toString())));
  }

  /// The digest of everything that decides what is generated: the migrations and this class.
  private static String digest(Path migrations) throws IOException, NoSuchAlgorithmException {
    var sha256 = MessageDigest.getInstance("SHA-256");
    try (var self = GenerateTables.class.getResourceAsStream("GenerateTables.class")) {
      sha256.update(self.readAllBytes());
    }
    try (var files = Files.walk(migrations)) {
      for (var file :
          files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList()) {
        sha256.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        sha256.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /// Puts the classes of all schemas of one module into one package.
  public static final class FlatPackage extends DefaultGeneratorStrategy {
    @Override
    public String getJavaPackageName(Definition definition, Mode mode) {
      return getTargetPackage();
    }
  }
}
