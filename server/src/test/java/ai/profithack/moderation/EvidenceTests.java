package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.classifiers.ClassifierKind;
import ai.profithack.classifiers.Classifiers;
import ai.profithack.media.Arrival;
import ai.profithack.media.Clips;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.moderation.Evidence.Found;
import ai.profithack.provenance.CredentialSigner;
import ai.profithack.provenance.Edit;
import ai.profithack.provenance.Strangers;
import ai.profithack.testing.ServerTest;
import ai.profithack.watermark.Mark;
import ai.profithack.watermark.Payload;
import ai.profithack.watermark.Watermarks;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What each kind of evidence says of files of which it is known what is in them.
@ServerTest
@Timeout(120)
class EvidenceTests {
  private static final String CAUGHT = "FREE MONEY";

  @Autowired private Analyses analyses;
  @Autowired private Classifiers classifiers;
  @Autowired private CredentialSigner signer;
  @Autowired private Watermarks watermarks;
  @Autowired private JdbcClient sql;

  @Value("${PROFITHACK_HOME}")
  private String home = "";

  @TempDir private Path folder;

  @Test
  void aTextInThePictureIsReadAndCaughtAtItsSecond() throws Exception {
    require(ClassifierKind.TEXT);
    var video = 9201;
    var analysis = analysed(video, withTextFromTheThirdSecond());
    var words = of(analysis, "words").stream().filter(each -> each.flag() != null).toList();
    assertThat(words).hasSize(1);
    var caught = words.getFirst();
    assertThat(caught.flag()).isEqualTo(FlagType.SPAM);
    assertThat(caught.fromMillis()).isBetween(3_000L, 4_100L);
    assertThat(caught.toMillis()).isBetween(4_900L, 6_000L);
    assertThat(requireNonNull(caught.area()).y()).isBetween(0.3, 0.6);
    assertThat(caught.detail()).containsEntry("place", "picture");
    var span = (Map<?, ?>) ((List<?>) requireNonNull(caught.detail().get("spans"))).getFirst();
    assertThat(String.valueOf(span.get("text")).replace(" ", ""))
        .isEqualToIgnoringCase(CAUGHT.replace(" ", ""));
    // Words that stand far apart are lines of their own, and still one text to the rules.
    assertThat(
            of(analysis, "text").stream()
                .map(line -> String.valueOf(line.detail().get("text")))
                .collect(Collectors.joining())
                .replace(" ", ""))
        .contains("FREE", "MONEY");
    assertThat(requireNonNull(analysis.verdict()).flags())
        .extracting(Verdict.Flag::type)
        .contains(FlagType.SPAM);
    assertThat(
            sql.sql(
                    "select count(*) from public.content_flags where video_id = ? and flag_type = 'spam'")
                .param(video)
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void aTitleIsCaughtAndWhatIsNotHeardIsSaid() throws Exception {
    sql.sql("insert into public.videos (id, created_at) values (9202, now())").update();
    sql.sql(
            """
            insert into platform.video_detail (video_id, title, hashtags) values
              (9202, 'Look: 🎁 free money for everyone', '{fun,cats}')
            """)
        .update();
    var analysis = analysed(9202, Clips.moving());
    var caught = of(analysis, "words").getFirst();
    assertThat(caught.flag()).isEqualTo(FlagType.SPAM);
    assertThat(caught.fromMillis()).isNull();
    assertThat(caught.detail()).containsEntry("place", "title");
    var span = (Map<?, ?>) ((List<?>) requireNonNull(caught.detail().get("spans"))).getFirst();
    // The emoji is one character of Unicode.
    assertThat(span.get("start")).isEqualTo(8);
    assertThat(span.get("end")).isEqualTo(18);

    assertThat(analyses.evidence(analysis.analysisId()))
        .extracting(Evidence::kind)
        .contains("provenance", "watermark", "nsfw", "faces", "text", "speech");
    if (!classifiers.absent().containsKey(ClassifierKind.SPEECH)) {
      assertThat(of(analysis, "speech").getFirst().found()).isEqualTo(Found.NOTHING);
      assertThat(of(analysis, "speech").getFirst().explanation()).contains("not transcribed");
    }
  }

  @Test
  void credentialsAreReadBeforeAnythingElseAndContradictedOnesAreAFinding() throws Exception {
    var plain = Clips.moving();
    assertThat(of(analysed(9203, plain), "provenance").getFirst().found()).isEqualTo(Found.NOTHING);

    var signed = folder.resolve("signed.mp4");
    signer.sign(plain, signed, plain, "A clip", List.of(Edit.TRANSCODED));
    var vouched = analysed(9204, signed);
    var valid = analyses.evidence(vouched.analysisId()).getFirst();
    assertThat(valid.kind()).isEqualTo("provenance");
    assertThat(valid.found()).isEqualTo(Found.FACT);
    assertThat(valid.detail()).containsEntry("state", "valid").containsEntry("title", "A clip");
    assertThat(requireNonNull(vouched.deepfake()).confidence()).isZero();

    var tampered = Files.write(folder.resolve("tampered.mp4"), changed(Files.readAllBytes(signed)));
    var contradicted = analysed(9205, tampered);
    var invalid = of(contradicted, "provenance").getFirst();
    assertThat(invalid.detail()).containsEntry("state", "invalid");
    assertThat(invalid.severity()).isEqualTo(Severity.LOW);
    assertThat((List<?>) invalid.detail().get("issues")).isNotEmpty();
    assertThat(requireNonNull(contradicted.verdict()).isSafe()).isFalse();
    assertThat(requireNonNull(contradicted.deepfake()).confidence()).isZero();
  }

  @Test
  void whatASignerSaysForWhomNobodyVouchesIsAFactWithThatDoubt() throws Exception {
    var clip = Clips.brief();
    var signed = Strangers.sign(clip, folder.resolve("stranger.mp4"), folder.resolve("stranger"));
    var analysis = analysed(9207, signed);
    var untrusted = of(analysis, "provenance").getFirst();
    assertThat(untrusted.found()).isEqualTo(Found.FACT);
    assertThat(untrusted.detail()).containsEntry("state", "untrusted");
    assertThat(untrusted.explanation()).contains("nobody here vouches");
    assertThat(requireNonNull(analysis.verdict()).flags()).isEmpty();
  }

  @Test
  void aModelThatCredentialsNameAsTheSourceIsHeldForAPersonAndNotBlocked() throws Exception {
    // By the key that this server believes, and by one that it does not know.
    var believed =
        Strangers.signAsGenerated(Clips.brief(), folder.resolve("generated.mp4"), Path.of(home));
    var analysis = analysed(9208, believed);
    var said = of(analysis, "provenance").getFirst();
    assertThat(said.detail()).containsEntry("state", "valid").containsEntry("aiSource", "wholly");
    assertThat(said.explanation()).contains("a generative model made it");
    assertThat(requireNonNull(analysis.deepfake()).confidence()).isEqualTo(75);
    assertThat(requireNonNull(analysis.verdict()).flags())
        .extracting(Verdict.Flag::type)
        .containsExactly(FlagType.DEEPFAKE);
    assertThat(count("public.moderation_queue", 9208)).isEqualTo(1);
    assertThat(count("public.blocked_content", 9208)).isZero();

    var doubted =
        Strangers.signAsGenerated(
            Clips.brief(), folder.resolve("doubted.mp4"), folder.resolve("stranger"));
    assertThat(requireNonNull(analysed(9209, doubted).deepfake()).confidence()).isEqualTo(50);
    assertThat(count("public.blocked_content", 9209)).isZero();
  }

  @Test
  void theMarkOfACopyIsRead() throws Exception {
    var marked = folder.resolve("marked.mp4");
    assertThat(
            watermarks.embed(
                AnalysesTests.scenes(),
                marked,
                List.of(new Mark.Invisible(new Payload("00c0ffee"))),
                _ -> {}))
        .isInstanceOf(Decoded.class);
    var mark = of(analysed(9206, marked), "watermark").getFirst();
    assertThat(mark.found()).isEqualTo(Found.FACT);
    assertThat(mark.detail()).containsEntry("payload", "00c0ffee");
    assertThat(mark.explanation()).contains("00c0ffee");
  }

  private Path withTextFromTheThirdSecond() throws IOException {
    var picture = new BufferedImage(640, 360, BufferedImage.TYPE_INT_RGB);
    var graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 640, 360);
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 64));
    graphics.drawString(CAUGHT, 60, 200);
    graphics.dispose();
    var text = folder.resolve("text.png");
    ImageIO.write(picture, "png", text.toFile());
    return Clips.clip(
        "caught.mp4",
        "-f",
        "lavfi",
        "-i",
        "color=gray:size=640x360:rate=25:duration=6",
        "-i",
        text.toString(),
        "-filter_complex",
        "overlay=enable='gte(t,3)'",
        "-c:v",
        "mpeg4",
        "-q:v",
        "3");
  }

  /// The name of the program that made it, which no decoder minds.
  private static byte[] changed(byte[] file) {
    var name = "Lavf".getBytes(StandardCharsets.US_ASCII);
    for (var at = 0; at < file.length - name.length; at++) {
      if (Arrays.equals(file, at, at + name.length, name, 0, name.length)) {
        file[at] = 'M';
        return file;
      }
    }
    throw new IllegalStateException("ffmpeg left no name");
  }

  private void require(ClassifierKind kind) {
    var absent = classifiers.absent().get(kind);
    Assumptions.assumeTrue(absent == null, () -> "skipped: " + absent);
  }

  private long count(String table, long video) {
    return sql.sql("select count(*) from %s where video_id = ?".formatted(table))
        .param(video)
        .query(Long.class)
        .single();
  }

  private List<Evidence> of(Analysis analysis, String kind) {
    return analyses.evidence(analysis.analysisId()).stream()
        .filter(each -> each.kind().equals(kind))
        .toList();
  }

  private Analysis analysed(long video, Path file) throws Exception {
    sql.sql("insert into public.videos (id, created_at) values (?, now()) on conflict do nothing")
        .param(video)
        .update();
    try (var content = Files.newInputStream(file)) {
      var asked =
          analyses.sent(
              video, content, file.getFileName().toString(), Arrival.Way.UPLOAD, Origin.UNSAID);
      var analysis = analyses.await(((Asked.Taken) asked).analysisId(), Duration.ofSeconds(60));
      assertThat(analysis.failure()).isNull();
      assertThat(analysis.state()).isEqualTo(Analysis.State.DONE);
      return analysis;
    }
  }
}
