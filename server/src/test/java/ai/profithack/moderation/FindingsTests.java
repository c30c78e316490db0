package ai.profithack.moderation;

import static ai.profithack.moderation.Trial.concern;
import static ai.profithack.moderation.Trial.lookingAnd;
import static ai.profithack.moderation.Trial.picture;
import static ai.profithack.moderation.Trial.saying;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.moderation.Deepfake.Family;
import ai.profithack.testing.ServerTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What follows from a verdict in the contract's tables: once, never stale, and never against what
/// a person decided.
@ServerTest
@Timeout(120)
class FindingsTests {
  private static final EvidenceKind[] SPAM_LOW = spam(Severity.LOW);
  private static final EvidenceKind[] SPAM_HIGH = spam(Severity.HIGH);

  @Autowired private ApplicationContext server;
  @Autowired private JdbcClient sql;
  private Trial trial;

  @BeforeEach
  void begin() {
    trial = new Trial(server);
  }

  @AfterEach
  void end() {
    trial.end();
  }

  private static EvidenceKind[] spam(Severity severity) {
    return lookingAnd(saying(concern(FlagType.SPAM, severity)));
  }

  private Analysis analysed(long video, EvidenceKind... kinds) throws Exception {
    return trial.run(trial.sent(trial.video(video), picture(), Origin.UNSAID), kinds);
  }

  @Test
  void anOpenFlagFollowsWhatIsFoundLaterAndItsItemBecomesAsUrgent() throws Exception {
    analysed(9701, SPAM_LOW);
    assertThat(item(9701)).isEqualTo("pending 5");
    var worse = trial.again(9701, SPAM_HIGH);
    assertThat(flags(9701)).isEqualTo("spam high " + worse.analysisId());
    assertThat(item(9701)).isEqualTo("pending 2");

    trial.again(9701, SPAM_LOW);
    assertThat(flags(9701)).as("not forgotten").isEqualTo("spam high " + worse.analysisId());
    assertThat(item(9701)).isEqualTo("pending 2");
    var same = trial.again(9701, SPAM_HIGH);
    assertThat(flags(9701)).isEqualTo("spam high " + same.analysisId());
    assertThat(notes(9701)).as("no news").doesNotContain("Analysis " + same.analysisId());
  }

  @Test
  void whatIsWorseThanWhatWasClosedOpensANewItem() throws Exception {
    analysed(9702, SPAM_LOW);
    sql.sql("update public.moderation_queue set status = 'approved' where video_id = 9702")
        .update();
    trial.again(9702, SPAM_LOW);
    assertThat(item(9702)).as("decided").isEqualTo("approved 5");
    trial.again(9702, SPAM_HIGH);
    assertThat(item(9702)).isEqualTo("approved 5, pending 2");
    trial.again(9702, SPAM_HIGH);
    assertThat(item(9702)).isEqualTo("approved 5, pending 2");
  }

  @Test
  void aDecidedFlagStaysAndOnlyWhatIsWorseIsANewOne() throws Exception {
    var first = analysed(9703, SPAM_LOW);
    sql.sql(
            """
            update public.content_flags set resolved = true, resolution = 'No spam.', resolved_at = now()
            where video_id = 9703
            """)
        .update();
    sql.sql("update public.moderation_queue set status = 'approved' where video_id = 9703")
        .update();
    trial.again(9703, SPAM_LOW);
    assertThat(flags(9703)).isEqualTo("spam low " + first.analysisId());
    assertThat(item(9703)).isEqualTo("approved 5");
    var worse = trial.again(9703, SPAM_HIGH);
    assertThat(flags(9703))
        .isEqualTo("spam low %d, spam high %d".formatted(first.analysisId(), worse.analysisId()));
    assertThat(item(9703)).isEqualTo("approved 5, pending 2");
    assertThat(
            trial.rows(
                "select 1 from public.content_flags where video_id = 9703 and resolution = 'No spam.'"))
        .hasSize(1);
  }

  @Test
  void aBlockIsNewsAndInTheAuditTrailOnce() throws Exception {
    var fake = lookingAnd(saying(counted(Family.KNOWN, 0.8)), saying(counted(Family.SAID, 0.6)));
    var analysis = analysed(9704, fake);
    assertThat(requireNonNull(analysis.deepfake()).isDeepfake()).isTrue();
    assertThat(item(9704)).isEqualTo("pending 1");
    trial.again(9704, fake);
    assertThat(trial.rows("select 1 from public.blocked_content where video_id = 9704")).hasSize(1);
    assertThat(
            trial.rows(
                "select actor, detail ->> 'file' as file from access.audit_entry where action = 'block.automatic' and subject = 'video 9704'"))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry).containsEntry("actor", "system");
          assertThat(entry).containsEntry("file", analysis.sha256());
        });
    assertThat(trial.rows("select 1 from public.content_flags where video_id = 9704")).hasSize(1);
  }

  @Test
  void whatCouldNotBeLookedAtWaitsForAPersonOnce() throws Exception {
    var blind =
        Trial.kind(
            "bank",
            _ -> {
              throw new IllegalStateException("a test");
            });
    var analysis = analysed(9705, blind);
    assertThat(analysis.state()).isEqualTo(Analysis.State.DONE);
    assertThat(requireNonNull(analysis.verdict()).isSafe()).isFalse();
    assertThat(item(9705)).isEqualTo("pending 5");
    assertThat(notes(9705)).contains("It could not be looked at: known material");
    sql.sql("update public.moderation_queue set status = 'approved' where video_id = 9705")
        .update();
    trial.again(9705, blind);
    assertThat(item(9705)).isEqualTo("approved 5");
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeOfFlagCanBeKept(FlagType type) throws Exception {
    var video = 9720 + List.of(FlagType.values()).indexOf(type);
    var analysis = analysed(video, lookingAnd(saying(concern(type, Severity.MEDIUM))));
    assertThat(analysis.failure()).isNull();
    assertThat(flags(video))
        .isEqualTo("%s medium %d".formatted(type.word(), analysis.analysisId()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update public.content_flags set flag_type = 'odd' where video_id = 9706",
        "update public.content_flags set severity = 'odd' where video_id = 9706",
        "update public.content_flags set analysis_id = null where video_id = 9706",
        "update public.deepfake_detection set is_deepfake = true where video_id = 9706",
        "update public.deepfake_detection set confidence = 80.01 where video_id = 9706",
        "update public.deepfake_detection set is_deepfake = true, confidence = 100.01 where video_id = 9706",
        "update public.moderation_queue set priority = 4 where video_id = 9706",
        "update public.moderation_queue set status = 'odd' where video_id = 9706",
        "update moderation.evidence set flag_type = 'odd' where flag_type = 'spam'",
        "update moderation.analysis set fault = 'odd' where video_id = 9706",
        "update moderation.analysis set fault = 'file' where video_id = 9706"
      })
  void theDatabaseRefusesWhatNoAnalysisWrites(String statement) throws Exception {
    if (trial.rows("select 1 from moderation.analysis where video_id = 9706").isEmpty()) {
      analysed(9706, SPAM_LOW);
    }
    assertThatThrownBy(() -> sql.sql(statement).update())
        .isInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void rowsOfOthersAreTheirs() {
    trial.video(9707);
    sql.sql(
            "insert into public.content_flags (video_id, flag_type, severity) values (9707, 'missing_consent', 'odd')")
        .update();
    sql.sql(
            "insert into public.deepfake_detection (video_id, is_deepfake, confidence, detection_method) values (9707, true, 12, 'theirs')")
        .update();
    assertThat(flags(9707)).isEqualTo("missing_consent odd null");
  }

  private static Evidence counted(Family family, double strength) {
    return DeepfakeRules.counted(
        Evidence.fact(family.name(), "test", "1", "A test says so."), family, strength);
  }

  private String flags(long video) {
    return joined(
        "select concat(flag_type, ' ', severity, ' ', coalesce(analysis_id::text, 'null')) as line from public.content_flags where video_id = ? order by id",
        video);
  }

  private String item(long video) {
    return joined(
        "select concat(status, ' ', priority) as line from public.moderation_queue where video_id = ? order by id",
        video);
  }

  private String notes(long video) {
    return joined(
        "select notes as line from public.moderation_queue where video_id = ? order by id", video);
  }

  private String joined(String query, long video) {
    return String.join(", ", sql.sql(query).param(video).query(String.class).list());
  }
}
