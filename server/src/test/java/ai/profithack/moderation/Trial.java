package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.AuditTrail;
import ai.profithack.media.Arrival;
import ai.profithack.media.Decoder;
import ai.profithack.media.Originals;
import ai.profithack.media.RemoteFiles;
import ai.profithack.moderation.Analyses.Asked;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Analyses of tiny pictures, by kinds of evidence that a test makes up, on the real database. The
/// server's own workers stand still until [#end].
final class Trial {
  private static final Random RANDOM = new Random();

  private final Analyses analyses;
  private final AnalysisRepository repository;
  private final DeclarationRepository declarations;
  private final FindingRepository findings;
  private final AnalysisWorkers workers;
  private final Originals originals;
  private final RemoteFiles remote;
  private final Decoder decoder;
  private final AuditTrail audit;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final JdbcClient sql;

  Trial(ApplicationContext server) {
    this.analyses = server.getBean(Analyses.class);
    this.repository = server.getBean(AnalysisRepository.class);
    this.declarations = server.getBean(DeclarationRepository.class);
    this.findings = server.getBean(FindingRepository.class);
    this.workers = server.getBean(AnalysisWorkers.class);
    this.originals = server.getBean(Originals.class);
    this.remote = server.getBean(RemoteFiles.class);
    this.decoder = server.getBean(Decoder.class);
    this.audit = server.getBean(AuditTrail.class);
    this.transaction = server.getBean(TransactionTemplate.class);
    this.clock = server.getBean(Clock.class);
    this.sql = server.getBean(JdbcClient.class);
    workers.stop();
  }

  void end() {
    workers.start();
  }

  /// What a kind finds when it concludes.
  interface Finding {
    List<Evidence> of(EvidenceKind.Subject subject) throws IOException, InterruptedException;
  }

  static EvidenceKind kind(String name, Finding finding) {
    return new EvidenceKind() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Look look(Subject subject) {
        return () -> finding.of(subject);
      }
    };
  }

  static EvidenceKind saying(Evidence... evidence) {
    return kind(evidence[0].kind(), _ -> List.of(evidence));
  }

  /// Those that must look, which find nothing, and others.
  static EvidenceKind[] lookingAnd(EvidenceKind... more) {
    var all = new ArrayList<EvidenceKind>();
    for (var name : List.of("bank", "words", "nsfw")) {
      all.add(saying(Evidence.nothing(name, "test", "1", "Nothing.")));
    }
    all.addAll(List.of(more));
    return all.toArray(EvidenceKind[]::new);
  }

  static Evidence concern(FlagType type, Severity severity) {
    return Evidence.concern("test", "test", "1", type, severity, "A test found this.");
  }

  /// Workers of another server, which know these kinds alone.
  AnalysisWorkers server(EvidenceKind... kinds) {
    var runner =
        new AnalysisRunner(
            repository,
            declarations,
            findings,
            originals,
            remote,
            decoder,
            new Observation(decoder, List.of(kinds)),
            audit,
            transaction,
            clock);
    return new AnalysisWorkers(repository, runner, clock, false);
  }

  /// Has everything that waits analysed, and returns that analysis as it ended.
  Analysis run(long analysisId, EvidenceKind... kinds) throws InterruptedException {
    var server = server(kinds);
    server.start();
    try {
      server.wake();
      return analyses.await(analysisId, Duration.ofSeconds(60));
    } finally {
      server.stop();
    }
  }

  Analysis again(long video, EvidenceKind... kinds) throws InterruptedException {
    return run(taken(analyses.held(video)), kinds);
  }

  long sent(long video, byte[] file, Origin declared) throws IOException {
    return taken(
        analyses.sent(
            video, new ByteArrayInputStream(file), "a.png", Arrival.Way.UPLOAD, declared));
  }

  static long taken(Asked asked) {
    assertThat(asked).isInstanceOf(Asked.Taken.class);
    return ((Asked.Taken) asked).analysisId();
  }

  long video(long id) {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(id)
        .update();
    return id;
  }

  /// A picture that nobody has sent before.
  static byte[] picture() throws IOException {
    var picture = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
    for (var x = 0; x < 48; x++) {
      for (var y = 0; y < 32; y++) {
        picture.setRGB(x, y, RANDOM.nextInt(1 << 24));
      }
    }
    var out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return out.toByteArray();
  }

  List<Map<String, Object>> rows(String query, Object... parameters) {
    return sql.sql(query).params(parameters).query().listOfRows();
  }
}
