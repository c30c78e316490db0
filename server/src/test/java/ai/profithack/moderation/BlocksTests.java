package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.profithack.media.Arrival;
import ai.profithack.media.BankItem;
import ai.profithack.media.Banks;
import ai.profithack.media.Clips;
import ai.profithack.media.Fingerprints;
import ai.profithack.media.PdqHash;
import ai.profithack.media.VideoHash;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.moderation.KnownMaterial.Put;
import ai.profithack.testing.ServerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A block that stands feeds a bank; one that is lifted is taken out again.
@ServerTest
@Timeout(120)
class BlocksTests {
  private static final PdqHash HASH = PdqHash.parse("0123456789abcdef".repeat(4));

  @Autowired private Blocks blocks;
  @Autowired private BlockedMedia media;
  @Autowired private Analyses analyses;
  @Autowired private Banks banks;
  @Autowired private KnownMaterial material;
  @Autowired private BlockRepository repository;
  @Autowired private JdbcClient sql;

  @Test
  void aBlockIsInTheBankAsLongAsItStands() throws Exception {
    var analysis = analysed(9151);
    assertThat(blocks.block(analysis, false, "It shows a weapon.")).isEqualTo(Blocks.Ending.DONE);
    media.remember();
    media.remember();
    assertThat(items(analysis))
        .extracting(BankItem::bank, BankItem::state, BankItem::note)
        .containsExactly(
            tuple(BlockedMedia.BLOCKED_HERE, BankItem.State.ACTIVE, "It shows a weapon."));

    assertThat(material.addHash(BlockedMedia.BLOCKED_HERE, "0".repeat(64), "", "test"))
        .as("nobody else fills it")
        .isEqualTo(new Put.Reserved(BlockedMedia.BLOCKED_HERE));

    assertThat(blocks.lift(9151, "It was a toy.")).isEqualTo(Blocks.Ending.DONE);
    assertThat(items(analysis)).isEmpty();
    assertThat(blocks.lift(9151, "It was a toy.")).isEqualTo(Blocks.Ending.NO_CHANGE);
    media.remember();
    assertThat(items(analysis)).as("what was lifted does not come back").isEmpty();
    assertThat(analyses.standing(9151).blockedAt()).isNull();

    assertThat(blocks.block(analysis, true, "It is a fake.")).isEqualTo(Blocks.Ending.DONE);
    media.remember();
    assertThat(items(analysis))
        .extracting(BankItem::bank, BankItem::sourceKey)
        .containsExactly(tuple(BlockedMedia.CONFIRMED_FAKES, "analysis:" + analysis));
    blocks.lift(9151, "It was none.");
    blocks.block(analysis, true, "It is one after all.");
    media.remember();
    assertThat(items(analysis))
        .extracting(BankItem::sourceKey)
        .containsExactly("analysis:" + analysis + ":2");
    assertThat(audited("video 9151"))
        .containsExactly(
            "block.create", "block.lift", "block.create", "block.lift", "block.create");
    blocks.lift(9151, "The test is over.");
  }

  /// As the analysis writes it above 80.
  @Test
  void aBlockByAnAnalysisFeedsTheBankToo() throws Exception {
    var analysis = analysed(9152);
    sql.sql(
            """
            insert into public.blocked_content (video_id, block_reason, block_date, analysis_id, sha256, policy_version)
            select video_id, 'Deepfake', now(), analysis_id, sha256, policy_version
            from moderation.analysis where analysis_id = ?
            """)
        .param(analysis)
        .update();
    media.remember();
    assertThat(items(analysis)).extracting(BankItem::addedBy).containsExactly("analysis");
    assertThat(items(analysis)).extracting(BankItem::bank).containsExactly("blocked here");
    blocks.lift(9152, "The test is over.");
  }

  /// Blocked as a fake, lifted, and blocked as none, while its file was being decoded.
  @Test
  void aFileGoesIntoTheBankThatItsBlockNamesWhenItIsReady() throws Exception {
    var analysis = analysed(9153);
    blocks.block(analysis, true, "It is a fake.");
    var before = repository.notRemembered(Instant.now(), 100).getLast();
    blocks.lift(9153, "It was none.");
    blocks.block(analysis, false, "It shows a weapon.");

    assertThat(media.put(before, Fingerprints.of(VideoHash.still(HASH, 100)))).isTrue();
    assertThat(items(analysis))
        .extracting(BankItem::bank, BankItem::note)
        .containsExactly(tuple(BlockedMedia.BLOCKED_HERE, "It shows a weapon."));
    blocks.lift(9153, "The test is over.");
    assertThat(media.put(before, Fingerprints.of(VideoHash.still(HASH, 100)))).isFalse();
  }

  @Test
  void aFileIsBlockedOnceUnderWhateverPolicyAndAnotherFileOfTheVideoByItself() throws Exception {
    var analysis = analysed(9154);
    assertThat(blocks.block(analysis, false, "It shows a weapon.")).isEqualTo(Blocks.Ending.DONE);
    sql.sql(
            "update public.blocked_content set policy_version = 'an earlier one' where video_id = 9154")
        .update();
    assertThat(blocks.block(analysis, true, "It is a fake.")).isEqualTo(Blocks.Ending.NO_CHANGE);
    assertThat(analyses.standing(9154).blockedFiles())
        .containsExactly(analyses.find(analysis).orElseThrow().sha256());
    blocks.lift(9154, "The test is over.");
    assertThat(analyses.standing(9154).blockedFiles()).isEmpty();
  }

  @Test
  void whatCannotBeRecognisedIsSaidAndTriedAgainSomeTimes() throws Exception {
    var analysis = analysed(9155);
    blocks.block(analysis, false, "It shows a weapon.");
    var id =
        sql.sql("select id from public.blocked_content where video_id = 9155")
            .query(Long.class)
            .single();
    var at = Instant.parse("2026-03-10T12:00:00Z");
    for (var tries = 1; tries <= 5; tries++) {
      assertThat(repository.notRemembered(at, 100))
          .as("before try %d", tries)
          .anyMatch(each -> each.blockId() == id);
      repository.notInBank(id, "The file takes longer than 5 minutes.", at);
      assertThat(repository.notRemembered(at, 100)).noneMatch(each -> each.blockId() == id);
      at = at.plus(Duration.ofHours(64));
    }
    assertThat(repository.notRemembered(at.plus(Duration.ofDays(999)), 100))
        .as("five times are enough")
        .noneMatch(each -> each.blockId() == id);
    assertThat(analyses.standing(9155).unrecognised())
        .containsExactly("The file takes longer than 5 minutes.");
    blocks.lift(9155, "The test is over.");
    assertThat(analyses.standing(9155).unrecognised()).isEmpty();
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    assertThat(blocks.block(99_999_999, false, "x")).isEqualTo(Blocks.Ending.NO_SUCH_ANALYSIS);
    assertThat(blocks.lift(99_999_999, "x")).isEqualTo(Blocks.Ending.NO_CHANGE);
  }

  private List<BankItem> items(long analysis) {
    return List.of(BlockedMedia.BLOCKED_HERE, BlockedMedia.CONFIRMED_FAKES).stream()
        .flatMap(bank -> banks.items(bank, Long.MAX_VALUE, 1_000).stream())
        .filter(item -> BlockedMedia.analysisOf(item).orElse(0) == analysis)
        .toList();
  }

  private List<String> audited(String subject) {
    return sql.sql("select action from access.audit_entry where subject = ? order by entry_id")
        .param(subject)
        .query(String.class)
        .list();
  }

  private long analysed(long videoId) throws Exception {
    sql.sql("insert into public.users (id, created_at) values (9150, now()) on conflict do nothing")
        .update();
    sql.sql(
            "insert into public.videos (id, creator_id, created_at) values (?, 9150, now()) on conflict do nothing")
        .param(videoId)
        .update();
    try (var content = Files.newInputStream(clip())) {
      var asked = analyses.sent(videoId, content, "clip.mp4", Arrival.Way.UPLOAD, Origin.UNSAID);
      var analysis = analyses.await(((Asked.Taken) asked).analysisId(), Duration.ofSeconds(60));
      assertThat(analysis.state()).isEqualTo(Analysis.State.DONE);
      return analysis.analysisId();
    }
  }

  private static Path clip() {
    return Clips.clip(
        "blocked.mp4",
        "-f lavfi -i sierpinski=size=320x240:rate=10:type=triangle:seed=11 -t 2 -c:v mpeg4 -q:v 4"
            .split(" "));
  }
}
